import type { SampleDetail } from "#core/samples";
import { reportOf } from "#renderer/link";
import type { SessionPorts } from "./ports.ts";
import type { SampleBook } from "./sample-book.ts";

const ENCODED_AHEAD = 2;

/** Has the embeddings of this sample and of the next ones made while the person looks. */
export async function encodeAhead({ api, get }: SessionPorts, book: SampleBook, detail: SampleDetail): Promise<void> {
  const { projectId } = get();
  try {
    const page = { projectId, offset: detail.ordinal + 1, limit: ENCODED_AHEAD };
    const next = (await api.samples.page.query(page)).items.map((sample) => sample.id);
    if (book.isCurrent(detail.id)) await api.sam.prefetch.mutate({ projectId, sampleIds: [detail.id, ...next] });
  } catch (thrown) {
    console.warn("Nothing was encoded ahead:", reportOf(thrown).message);
  }
}
