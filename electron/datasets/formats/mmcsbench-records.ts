import {
  extensionOf,
  type FolderFile,
  type Note,
  type ReadContext,
  readCsvRows,
  readJson,
  readLines,
  readText,
} from "#electron/datasets/reading";

/** One record of an annotation file, whatever that file's form, and where it stands. */
export interface TextRecord {
  readonly place: Pick<Note, "file" | "line" | "field">;
  readonly values: Readonly<Record<string, unknown>>;
}

export const RECORD_ENDINGS: ReadonlySet<string> = new Set([".json", ".jsonl", ".csv", ".tsv", ".txt"]);

/** The records of a JSON, JSON Lines, CSV or text file; what is no record is told. */
export async function* readRecords(file: FolderFile, context: ReadContext): AsyncGenerator<TextRecord, void, void> {
  const ending = extensionOf(file.name);
  if (ending === ".json") yield* recordsOfJson(await readJson(file.path), file.path, context);
  else if (ending === ".jsonl") yield* readJsonLines(file.path, context);
  else yield* recordsOfTable(await readText(file.path), file.path, ending !== ".txt");
}

/** A list of records, records by the image's name, or an object with such a list in one of its members. */
function* recordsOfJson(root: unknown, file: string, context: ReadContext): Generator<TextRecord> {
  if (Array.isArray(root)) return yield* recordsOfList(root, file, "", context);
  if (!isRecord(root)) return notUnderstood(file, context, "It holds neither a list nor an object.");
  const lists = Object.entries(root).filter(([, value]) => Array.isArray(value) && isRecord(value[0]));
  if (lists.length > 0) {
    for (const [name, list] of lists) yield* recordsOfList(list as unknown[], file, name, context);
    return;
  }
  const named = Object.entries(root);
  if (named.length > 0 && named.every(([, value]) => isRecord(value))) {
    for (const [name, value] of named)
      yield { place: { file, field: name }, values: { image: name, ...(value as object) } };
  } else if (named.length > 1 && named.every(([, value]) => typeof value === "string") && !("image" in root)) {
    for (const [name, question] of named) yield { place: { file, field: name }, values: { image: name, question } };
  } else yield { place: { file }, values: root };
}

function* recordsOfList(
  list: readonly unknown[],
  file: string,
  name: string,
  context: ReadContext,
): Generator<TextRecord> {
  for (const [index, values] of list.entries()) {
    const place = { file, field: `${name}[${index}]` };
    if (isRecord(values)) yield { place, values };
    else
      context.skip({
        ...place,
        reason: "it is no record",
        message: "An entry has to be an object with image, mask and query.",
      });
  }
}

async function* readJsonLines(file: string, context: ReadContext): AsyncGenerator<TextRecord, void, void> {
  for await (const { number, text } of readLines(file, context)) {
    const place = { file, line: number };
    const values = parsedOrNull(text);
    if (isRecord(values)) yield { place, values };
    else
      context.skip({
        ...place,
        reason: "it is no record",
        message: "A line has to be a JSON object with image, mask and query.",
      });
  }
}

function parsedOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** A table with a header, or lines of image, (mask,) query without one. */
function* recordsOfTable(text: string, file: string, hasHeader: boolean): Generator<TextRecord> {
  let header: readonly string[] | null = hasHeader ? null : [];
  for (const { line, cells } of readCsvRows(text)) {
    if (header === null) {
      header = cells.map((cell) => cell.trim());
      continue;
    }
    if (header.length === 0 && cells.length < 2) continue;
    const names =
      header.length > 0 ? header : cells.length === 2 ? ["image", "question"] : ["image", "mask", "question"];
    yield {
      place: { file, line },
      values: Object.fromEntries(cells.map((cell, n) => [names[n] ?? `column ${n + 1}`, cell])),
    };
  }
}

function notUnderstood(file: string, context: ReadContext, message: string): void {
  context.skip({ file, reason: "its annotation file was not understood", message });
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === "object" && !Array.isArray(value);
