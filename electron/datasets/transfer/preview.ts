import { basename } from "node:path";
import { AppError } from "#core/errors";
import { rleArea } from "#core/masks";
import type { ColumnMapping, ImportPreview, PreviewSample, TransferNote } from "#core/samples";
import { formatById, readDataset } from "#electron/datasets";
import { type DatasetSample, isRefusal, pictureSize, readContext } from "#electron/datasets/reading";
import type { ReadingHooks } from "./read-batches.ts";
import { drawThumbnail } from "./thumbnail.ts";

export interface PreviewTask {
  readonly format: string;
  readonly source: string;
  readonly options: Readonly<Record<string, string>>;
  readonly mapping: Readonly<Record<string, string>>;
  readonly limit: number;
}

/** A preview ends here even where no sample came: a file in which nothing is right can be very long. */
const MOST_NOTES = 200;

/**
 * The first samples of a dataset with small pictures, and what was wrong up to there. Writes nothing.
 * Throws what the reading throws, except where the format has columns: then the mapping can be corrected.
 */
export async function previewHere(
  task: PreviewTask,
  { signal, onProgress }: Pick<ReadingHooks, "signal" | "onProgress">,
): Promise<ImportPreview> {
  const format = formatById(task.format);
  const enough = new AbortController();
  const notes: TransferNote[] = [];
  const samples: PreviewSample[] = [];
  const request = {
    source: task.source,
    options: task.options,
    mapping: task.mapping,
    signal: AbortSignal.any([signal, enough.signal]),
    onProgress,
    onNote: (note: TransferNote) => {
      if (notes.length < MOST_NOTES) notes.push(note);
      else enough.abort();
    },
  };
  const mapping = (await format.describe?.(readContext(request))) ?? null;
  try {
    for await (const sample of readDataset(task.format, request)) {
      samples.push(await previewOf(sample));
      if (samples.length >= task.limit) break;
    }
  } catch (thrown) {
    if (!enough.signal.aborted || signal.aborted) notes.push(columnNote(thrown, mapping, task.source));
  }
  return { format: task.format, samples, notes, mapping };
}

function columnNote(thrown: unknown, mapping: ColumnMapping | null, source: string): TransferNote {
  if (mapping === null || !isRefusal(thrown)) throw thrown;
  const { message, where, cure } = thrown;
  const reason = "it cannot be read with these columns";
  return { outcome: "skipped", reason, file: where ?? source, field: null, line: null, message: `${message} ${cure}` };
}

async function previewOf({ image, ignore, ...sample }: DatasetSample): Promise<PreviewSample> {
  const mask = sample.mask ?? sample.proposal?.rle ?? null;
  const input = image.kind === "file" ? image.path : image.bytes;
  const name = image.kind === "file" ? image.path : image.name;
  const { id, question, category, split, kind } = sample;
  const [height, width] = mask?.size ?? ignore?.size ?? [0, 0];
  const common = {
    ...{ id, question, category, split, kind: [...kind], imageName: basename(name.replaceAll("\\", "/")) },
    maskArea: mask === null ? null : rleArea(mask),
    ignoreArea: ignore === null ? null : rleArea(ignore),
  };
  try {
    const size = await pictureSize(input, name);
    const thumbnail = await drawThumbnail(input, mask, ignore);
    return { ...common, width: size.width, height: size.height, thumbnail: thumbnail.toString("base64") };
  } catch (thrown) {
    if (!(thrown instanceof AppError)) throw thrown;
    return { ...common, width, height, thumbnail: null };
  }
}
