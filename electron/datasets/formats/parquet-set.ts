import { basename, dirname, join } from "node:path";
import { AppError } from "#core/errors";
import type { ColumnMapping } from "#core/samples";
import { IdSet } from "#electron/datasets/coco-parts";
import {
  chooseMapping,
  columnOf,
  columnsOf,
  guessMapping,
  type Mapping,
  openParquet,
  type ParquetColumn,
  type ParquetFile,
  type ParquetRow,
  type Role,
  requireRoles,
  shortExample,
} from "#electron/datasets/parquet";
import {
  type DatasetSample,
  type FolderFile,
  filesBelow,
  isRefusal,
  kindOf,
  type ReadContext,
} from "#electron/datasets/reading";
import { ImageFolders, takeRecord } from "#electron/datasets/record-parts";
import { type RowParts, sampleOfRow } from "./parquet-row.ts";

/** Progress is told, and a cancelled reading noticed, after so many rows of large groups. */
const ROWS_OF_PROGRESS = 20;

export interface ParquetFlavour {
  /** The format's id, under which a sample keeps its other columns. */
  readonly key: string;
  readonly roles: readonly Role[];
}

/** The columns of the first file with an example each, and what is guessed of them. */
export async function describeParquet(flavour: ParquetFlavour, context: ReadContext): Promise<ColumnMapping> {
  const [first] = await parquetFiles(context.source);
  const parquet = await openParquet((first as FolderFile).path);
  try {
    const columns = columnsOf(parquet.schema);
    const row = await firstRow(parquet, columns);
    return {
      columns: columns.map(({ name, type }) => ({ name, type: type.slice(0, 300), example: shortExample(row[name]) })),
      mapping: { ...guessMapping(columns, flavour.roles), ...context.mapping },
      roles: flavour.roles.map(({ role, label, required }) => ({ role, label, required })),
    };
  } finally {
    await parquet.close();
  }
}

/** Columns are still worth mapping where an example cannot be read. */
async function firstRow(parquet: ParquetFile, columns: readonly ParquetColumn[]): Promise<ParquetRow> {
  try {
    const names = columns.map(({ name }) => name);
    for await (const row of parquet.readRows(0, names)) return row;
    return {};
  } catch (thrown) {
    if (isRefusal(thrown)) return {};
    throw thrown;
  }
}

/** Row group by row group, file by file. */
export async function* readParquetSet(
  flavour: ParquetFlavour,
  context: ReadContext,
): AsyncGenerator<DatasetSample, void, void> {
  const files = await parquetFiles(context.source);
  const folder = (await kindOf(context.source)) === "file" ? dirname(context.source) : context.source;
  const folders = await ImageFolders.open(context, [folder, join(folder, "images")]);
  const parts = { flavour, folders, ids: new IdSet() };
  for (const file of files) {
    const parquet = await openOrNote(file, files.length > 1, context);
    if (parquet === null) continue;
    try {
      yield* samplesOf(parquet, file, parts, context);
    } finally {
      await parquet.close();
    }
  }
}

interface SetParts {
  readonly flavour: ParquetFlavour;
  readonly folders: ImageFolders;
  readonly ids: IdSet;
}

async function openOrNote(file: FolderFile, isOneOfMany: boolean, context: ReadContext): Promise<ParquetFile | null> {
  try {
    return await openParquet(file.path);
  } catch (thrown) {
    if (!isOneOfMany || !isRefusal(thrown)) throw thrown;
    context.skip({ file: file.path, reason: "its file cannot be read", message: `${thrown.message} ${thrown.cure}` });
    return null;
  }
}

async function* samplesOf(
  parquet: ParquetFile,
  file: FolderFile,
  { flavour, folders, ids }: SetParts,
  context: ReadContext,
): AsyncGenerator<DatasetSample, void, void> {
  const columns = columnsOf(parquet.schema);
  const mapping = chooseMapping(columns, flavour.roles, context.mapping);
  requireRoles(mapping, columns, flavour.roles);
  const wanted = wantedColumns(columns, mapping);
  const parts: RowParts = { key: flavour.key, columns, mapping, wanted, folders, ids, stem: stemOfFile(file.name) };
  let before = 0;
  for (const [index, group] of parquet.metadata.row_groups.entries()) {
    context.signal.throwIfAborted();
    let row = before;
    for await (const values of rowsOrNote(parquet, index, wanted, context)) {
      const at = { file: file.path, field: `row ${row}` };
      const sample = await takeRecord(context, at, () => sampleOfRow(values, row, at, parts, context));
      if (sample !== null && isWanted(sample, context)) yield sample;
      row++;
      if (row % ROWS_OF_PROGRESS === 0) {
        context.signal.throwIfAborted();
        context.progress(row, parquet.rows, "rows");
      }
    }
    before += Number(group.num_rows);
    context.progress(before, parquet.rows, "rows");
  }
}

const isWanted = ({ split }: DatasetSample, { options }: ReadContext): boolean =>
  options.split === undefined || options.split === "" || options.split === split;

/** The rows of a group up to the first that cannot be read; the others are one note. */
async function* rowsOrNote(
  parquet: ParquetFile,
  index: number,
  wanted: readonly string[],
  context: ReadContext,
): AsyncGenerator<ParquetRow, void, void> {
  let read = 0;
  const rows = parquet.readRows(index, wanted);
  for (;;) {
    let next: IteratorResult<ParquetRow, void>;
    try {
      next = await rows.next();
    } catch (thrown) {
      if (!isRefusal(thrown)) throw thrown;
      const left = Number(parquet.metadata.row_groups[index]?.num_rows) - read;
      const message = `${left} rows are left out: ${thrown.message} ${thrown.cure}`;
      const reason = "its row group cannot be read";
      context.skip({ file: parquet.file, field: `row group ${index}`, reason, message });
      return;
    }
    if (next.done) return;
    read++;
    yield next.value;
  }
}

/** The mapped columns and those that a sample keeps in its details; pictures that nobody mapped are not even read. */
function wantedColumns(columns: readonly ParquetColumn[], mapping: Mapping): string[] {
  const mapped = new Set(Object.values(mapping).map((path) => columnOf(path, columns)));
  return columns.filter(({ name, hasBytes }) => mapped.has(name) || !hasBytes).map(({ name }) => name);
}

/** `test-00000-of-00001` of `data/test-00000-of-00001.parquet`. */
const stemOfFile = (name: string): string => name.replace(/\.parquet$/i, "");

async function parquetFiles(source: string): Promise<FolderFile[]> {
  const kind = await kindOf(source);
  if (kind === "file") return [{ name: basename(source), path: source }];
  const files: FolderFile[] = [];
  for await (const file of filesBelow(source)) if (/\.parquet$/i.test(file.name)) files.push(file);
  if (files.length > 0) return files;
  throw new AppError({
    code: "not-found",
    message: "There is no parquet file in this folder.",
    where: source,
    cure: "Name the folder that has data/*.parquet, or one of these files.",
  });
}
