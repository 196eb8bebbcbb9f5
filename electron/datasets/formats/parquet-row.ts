import type { Rle } from "#core/masks";
import type { IdSet } from "#electron/datasets/coco-parts";
import {
  bytesOf,
  columnOf,
  isBytes,
  type Mapping,
  maskOfValue,
  type ParquetColumn,
  type ParquetRow,
  plainValue,
  typeOfValue,
  valueAt,
} from "#electron/datasets/parquet";
import {
  type DatasetSample,
  type ImageSource,
  type PictureSize,
  pictureSize,
  REASONS,
  type ReadContext,
} from "#electron/datasets/reading";
import {
  asImageProblem,
  freshId,
  type ImageFolders,
  type Place,
  RecordProblem,
  splitOfName,
  takePart,
} from "#electron/datasets/record-parts";

export interface RowParts {
  readonly key: string;
  readonly columns: readonly ParquetColumn[];
  readonly mapping: Mapping;
  /** Top-level columns that are read. */
  readonly wanted: readonly string[];
  readonly folders: ImageFolders;
  readonly ids: IdSet;
  /** Of the file, with its folders: a row without an id takes it. */
  readonly stem: string;
}

/** A row as a sample. Throws RecordProblem for what it cannot do without. */
export async function sampleOfRow(
  row: ParquetRow,
  number: number,
  place: Place,
  parts: RowParts,
  context: ReadContext,
): Promise<DatasetSample> {
  const at = (role: string) => roleValue(row, role, parts);
  const id = textOfValue(at("id")) ?? `${parts.stem}-${number}`;
  const { image, size } = await imageOfValue(at("image"), id, parts);
  const question = questionOf(at("question"), parts.mapping.question ?? "");
  const find = (name: string) => parts.folders.find(name);
  const maskAt = (role: string) => maskOfValue(at(role), { field: `, ${parts.mapping[role] ?? role}`, size, find });
  const mask = await maskAt("mask");
  const ignore = await takePart(context, place, () => maskAt("ignore"));
  const candidates = await candidatesOf(row, size, place, parts, context);
  return {
    id: freshId(parts.ids, id, parts.mapping.id === undefined ? "" : `, ${parts.mapping.id}`),
    image,
    question,
    category: textOfValue(at("category")) ?? "",
    kind: textsOf(at("kind")),
    split: textOfValue(at("split")) ?? splitOfName(parts.stem),
    mask,
    ignore,
    details: {
      ...wordsOf("answer", at("answer")),
      ...wordsOf("reasoning", at("reasoning")),
      [parts.key]: { ...restOf(row, parts), ...(candidates === null ? {} : { candidates }) },
    },
  };
}

function roleValue(row: ParquetRow, role: string, { mapping, columns }: RowParts): unknown {
  const path = mapping[role];
  const column = path === undefined ? null : columnOf(path, columns);
  return path === undefined || column === null ? undefined : valueAt(row, path, column);
}

/** The picture and its size as it is seen. Throws RecordProblem. */
async function imageOfValue(
  value: unknown,
  id: string,
  { folders, mapping }: RowParts,
): Promise<{ readonly image: ImageSource; readonly size: PictureSize }> {
  const field = `, ${mapping.image}`;
  const first = Array.isArray(value) ? value[0] : value;
  const struct =
    first !== null && typeof first === "object" && !isBytes(first) ? (first as Record<string, unknown>) : null;
  const bytes = bytesOf(struct === null ? first : struct.bytes);
  const path = struct === null ? first : struct.path;
  if (bytes !== null) {
    const name =
      typeof path === "string" && path !== "" && bytesOf(path) === null ? (path.split(/[\\/]/).at(-1) ?? id) : id;
    try {
      return { image: { kind: "bytes", name, bytes }, size: await pictureSize(bytes, name) };
    } catch (thrown) {
      throw asImageProblem(thrown, field);
    }
  }
  if (typeof path !== "string" || path === "") {
    throw new RecordProblem(REASONS.imageMissing, `It holds ${typeOfValue(first)}, which is no image.`, field);
  }
  const { file, size } = await folders.take(path, field);
  return { image: { kind: "file", path: file }, size };
}

/** Text, or the first of several as LISA's evaluation takes it. */
function questionOf(value: unknown, path: string): string {
  const first = Array.isArray(value) ? value[0] : value;
  if (typeof first === "string") return first;
  if (first === null || first === undefined) return "";
  throw new RecordProblem(REASONS.noQuestion, `It holds ${typeOfValue(value)}, which is no text.`, `, ${path}`);
}

function textOfValue(value: unknown): string | null {
  if (typeof value === "string") return value === "" ? null : value;
  return typeof value === "bigint" || (typeof value === "number" && Number.isFinite(value)) ? String(value) : null;
}

function textsOf(value: unknown): string[] {
  const list = Array.isArray(value) ? value : [value];
  return list.map(textOfValue).filter((text): text is string => text !== null);
}

function wordsOf(key: string, value: unknown): Record<string, unknown> {
  const plain = value === null || value === undefined ? undefined : plainValue(value);
  return plain === undefined || plain === null ? {} : { [key]: plain };
}

/** Proposed masks and their IoU. One that cannot be read is told and left out, with its IoU. */
async function candidatesOf(
  row: ParquetRow,
  size: PictureSize,
  place: Place,
  parts: RowParts,
  context: ReadContext,
): Promise<{ readonly mask: Rle; readonly iou: number | null }[] | null> {
  const path = parts.mapping.candidates;
  const value = roleValue(row, "candidates", parts);
  if (path === undefined || value === null || value === undefined) return null;
  const masks = Array.isArray(value) ? value : [value];
  const ious = roleValue(row, "ious", parts);
  const list = Array.isArray(ious) ? ious : [ious];
  const candidates: { mask: Rle; iou: number | null }[] = [];
  for (const [index, candidate] of masks.entries()) {
    const field = `, ${path}.${index}`;
    const find = (name: string) => parts.folders.find(name);
    const mask = await takePart(context, place, () => maskOfValue(candidate, { field, size, find }));
    const iou = list[index];
    if (mask !== null) candidates.push({ mask, iou: typeof iou === "number" && Number.isFinite(iou) ? iou : null });
  }
  return candidates;
}

/** The columns that no role took, as far as they are JSON and short. */
function restOf(row: ParquetRow, { mapping, columns, wanted }: RowParts): Record<string, unknown> {
  const taken = new Set(Object.values(mapping).map((path) => columnOf(path, columns)));
  const entries = wanted
    .filter((name) => !taken.has(name))
    .map((name) => [name, plainValue(row[name])] as const)
    .filter(([, value]) => value !== undefined && value !== null);
  return Object.fromEntries(entries);
}
