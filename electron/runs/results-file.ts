import { createReadStream } from "node:fs";
import { type FileHandle, open, stat, truncate } from "node:fs/promises";
import { dirname, join } from "node:path";
import { z } from "zod";
import { AppError } from "#core/errors";
import { runResultSchema } from "#core/samples";
import { failureSchema, sampleFiguresSchema } from "#electron/evaluation";
import { syncFolder } from "./durable-file.ts";

export const RESULTS_FILE = "results.jsonl";

/** One line of `results.jsonl`: a sample that is finished, well or not. */
export const sampleLineSchema = z.object({
  id: z.string(),
  /** Place among the source's samples. */
  index: z.number().int().nonnegative(),
  category: z.string(),
  kinds: z.array(z.string()),
  /** SHA-256 of the picture's bytes; null where it could not be read. */
  image: z.string().nullable(),
  /** Of the whole sample, from its picture's hash to its last score. */
  milliseconds: z.number(),
  figures: sampleFiguresSchema,
  failure: failureSchema.nullable(),
  /** Null where it failed before there were candidates. */
  result: runResultSchema.nullable(),
});
export type SampleLine = z.infer<typeof sampleLineSchema>;

/** Lines end up on the disk one after the other, each before `append` returns. */
export class ResultsWriter {
  readonly #file: string;
  readonly #handle: FileHandle;
  #bytes: number;
  #turn: Promise<void> = Promise.resolve();

  private constructor(file: string, handle: FileHandle, bytes: number) {
    this.#file = file;
    this.#handle = handle;
    this.#bytes = bytes;
  }

  static async open(folder: string): Promise<ResultsWriter> {
    const file = join(folder, RESULTS_FILE);
    const handle = await open(file, "a");
    await syncFolder(dirname(file));
    return new ResultsWriter(file, handle, (await stat(file)).size);
  }

  /** `then` runs after the line is on the disk and before the next one is written. */
  append(line: SampleLine, then: () => void = () => {}): Promise<void> {
    const turn = this.#turn.then(async () => {
      await this.#write(`${JSON.stringify(line)}\n`);
      then();
    });
    this.#turn = turn.catch(() => {});
    return turn;
  }

  async close(): Promise<void> {
    await this.#turn;
    await this.#handle.close();
  }

  /** A line that came down in part (a full disk) is taken back, so that the next is not glued to it. */
  async #write(text: string): Promise<void> {
    const bytes = Buffer.from(text, "utf8");
    try {
      await this.#handle.appendFile(bytes);
      await this.#handle.datasync();
      this.#bytes += bytes.length;
    } catch (thrown) {
      await truncate(this.#file, this.#bytes).catch(() => {});
      throw thrown;
    }
  }
}

/**
 * Every line of a run in the order of the file; a sample that was repeated has several, of which the last holds. A last
 * line that a kill left torn is cut off the file. Throws `bad-input` for a damaged line before it.
 */
export async function* readResults(folder: string): AsyncGenerator<SampleLine, void, void> {
  const file = join(folder, RESULTS_FILE);
  let number = 0;
  let problem: { readonly start: number; readonly line: number } | null = null;
  for await (const { text, start, whole } of linesOf(file)) {
    number++;
    if (problem !== null) throw damaged(file, problem.line);
    const line = whole ? parsed(text) : null;
    if (line === null) problem = { start, line: number };
    else yield line;
  }
  if (problem !== null) await truncate(file, problem.start);
}

function parsed(text: string): SampleLine | null {
  try {
    return sampleLineSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

interface Line {
  readonly text: string;
  /** Byte offset. */
  readonly start: number;
  /** Whether its line feed is there. */
  readonly whole: boolean;
}

/** The lines of a file of results, as they are; none where there is no file. */
export async function* linesOf(file: string): AsyncGenerator<Line, void, void> {
  if ((await stat(file).catch(() => null)) === null) return;
  let parts: Buffer[] = [];
  let start = 0;
  const take = (whole: boolean): Line => {
    const bytes = Buffer.concat(parts);
    const line = { text: bytes.toString("utf8"), start, whole };
    start += bytes.length + (whole ? 1 : 0);
    parts = [];
    return line;
  };
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) {
    let rest = chunk as Buffer;
    for (let end = rest.indexOf(10); end >= 0; end = rest.indexOf(10)) {
      parts.push(rest.subarray(0, end));
      yield take(true);
      rest = rest.subarray(end + 1);
    }
    if (rest.length > 0) parts.push(rest);
  }
  if (parts.length > 0) yield take(false);
}

function damaged(file: string, line: number): AppError {
  return new AppError({
    code: "bad-input",
    message: `Line ${line} of this run's results is damaged, and lines follow it.`,
    where: `${file}:${line}`,
    cure: "Delete that line and resume: its sample is run again. Or start a new run.",
  });
}
