import type { SampleSummary } from "#core/samples";
import type { Api } from "#renderer/link";
import { pageQuery } from "./filter.ts";
import type { QueueFilter } from "./types.ts";

/**
 * The sample before or after an ordinal in the queue as it is filtered. Ordinals have no gaps, so that in the whole queue
 * it stands at its ordinal: one question. Places in a filtered queue shift when a verdict takes a sample out of it, so
 * there the place is found by halving, in about log2(n) small questions.
 */
export async function neighbourOf(
  api: Api,
  projectId: string,
  filter: QueueFilter,
  ordinal: number,
  step: 1 | -1,
): Promise<SampleSummary | null> {
  const at = async (offset: number) => api.samples.page.query({ projectId, offset, limit: 1, ...pageQuery(filter) });
  const next = ordinal + step;
  const { total, items } = await at(Math.max(0, next));
  // Where this place holds this ordinal the filter shut nobody out up to here.
  if (next >= 0 && items[0]?.ordinal === next) return items[0];
  // Invariant: everything before `low` has an ordinal up to (or, going back, below) ours.
  let low = 0;
  let high = total;
  while (low < high) {
    const middle = (low + high) >> 1;
    const item = (await at(middle)).items[0];
    const before = item !== undefined && (step === 1 ? item.ordinal <= ordinal : item.ordinal < ordinal);
    if (before) low = middle + 1;
    else high = middle;
  }
  const target = step === 1 ? low : low - 1;
  return target < 0 || target >= total ? null : ((await at(target)).items[0] ?? null);
}
