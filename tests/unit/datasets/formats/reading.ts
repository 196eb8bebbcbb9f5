import type { TransferNote } from "#core/samples";
import { type DatasetFormat, type DatasetSample, type ReadOptions, readContext } from "#electron/datasets/reading";

/** All samples of a source and all that was noted on the way. */
export async function readAll(
  format: DatasetFormat,
  source: string,
  request: Omit<ReadOptions, "source"> = {},
): Promise<{ samples: DatasetSample[]; notes: TransferNote[] }> {
  const samples: DatasetSample[] = [];
  const notes: TransferNote[] = [];
  const context = readContext({ ...request, source, onNote: (note) => notes.push(note) });
  for await (const sample of format.read(context)) samples.push(sample);
  return { samples, notes };
}
