import { AppError, toErrorReport } from "#core/errors";
import type { FormatInfo } from "#core/samples";
import { formats } from "#electron/datasets/formats";
import { maskReview } from "#electron/datasets/mask-review";
import { type DatasetFormat, type DatasetSample, type ReadOptions, readContext } from "#electron/datasets/reading";

/** Throws `usage` that names the formats there are. Masks to review are read as one, which has its own dialog and command. */
export function formatById(id: string): DatasetFormat {
  const format = [...formats, maskReview].find(({ info }) => info.id === id);
  if (format !== undefined) return format;
  throw new AppError({
    code: "usage",
    message: `There is no dataset format "${id}".`,
    where: id,
    cure: `Use one of ${formats.map(({ info }) => info.id).join(", ")}.`,
  });
}

/** The formats that a file or folder looks like, the most telling first. Reads names and first bytes alone. */
export async function detectFormats(source: string): Promise<FormatInfo[]> {
  const found: FormatInfo[] = [];
  for (const format of formats) if (await format.looksLike(source)) found.push(format.info);
  return found;
}

/**
 * The samples of a dataset, streamed. Whatever goes wrong inside a reader or a library below it arrives as an
 * AppError: `cancelled` for the signal, `bad-input` with the source for what nobody foresaw.
 * Throws `usage` for an unknown format or option.
 */
export async function* readDataset(id: string, request: ReadOptions): AsyncGenerator<DatasetSample, void, void> {
  const format = formatById(id);
  assertOptions(format, request);
  try {
    yield* format.read(readContext(request));
  } catch (thrown) {
    throw asReadError(thrown, format.info, request.source);
  }
}

/** Throws `usage` for an option that the format has not, or a value that is none of its choices. */
export function assertOptions({ info }: DatasetFormat, { options = {} }: Pick<ReadOptions, "options">): void {
  for (const [key, value] of Object.entries(options)) {
    const option = info.options.find((known) => known.key === key);
    const known = info.options.map((each) => each.key).join(", ");
    if (option === undefined) {
      throw new AppError({
        code: "usage",
        message: `The format ${info.id} has no option "${key}".`,
        where: `${key}=${value}`,
        cure: known === "" ? "Leave it out; this format has no options." : `Its options are ${known}.`,
      });
    }
    const choices = option.kind === "flag" ? ["true", "false"] : option.choices;
    if (choices !== undefined && !choices.includes(value)) {
      throw new AppError({
        code: "usage",
        message: `"${value}" is no value of the option ${key}.`,
        where: `${key}=${value}`,
        cure: `Use one of ${choices.join(", ")}.`,
      });
    }
  }
}

/** What a reader threw, as an AppError. */
export function asReadError(thrown: unknown, info: Pick<FormatInfo, "title">, source: string): AppError {
  if (thrown instanceof AppError) return thrown;
  const report = toErrorReport(thrown);
  if (report.code !== "internal") return new AppError({ where: source, ...report }, { cause: thrown });
  return new AppError(
    {
      code: "bad-input",
      message: `This could not be read as ${info.title}: ${report.message.slice(0, 300)}.`,
      where: source,
      cure: "Check that the source is whole and that the format is the right one; if it is, please report it.",
    },
    { cause: thrown },
  );
}
