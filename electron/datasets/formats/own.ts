import { dirname, join } from "node:path";
import { type Rle, rleArea } from "#core/masks";
import { type DatasetSampleLine, datasetManifestSchema, datasetSampleSchema } from "#core/samples";
import { IdSet } from "#electron/datasets/coco-parts";
import {
  type DatasetFormat,
  type DatasetSample,
  fileInside,
  imageNote,
  kindOf,
  maskNote,
  type Note,
  type PictureSize,
  PictureSizes,
  parseJson,
  REASONS,
  type ReadContext,
  readJson,
  readLines,
  sizeProblem,
  type TextLine,
} from "#electron/datasets/reading";

const LINES = "samples.jsonl";

/** Our own dataset folder: dataset.json, samples.jsonl and images (ARCHITECTURE.md, "Data"). */
export const own: DatasetFormat = {
  info: {
    id: "own",
    title: "Rea2Seg dataset",
    summary: "A folder with dataset.json, samples.jsonl and images/",
    source: "folder",
    options: [{ key: "split", label: "Only this split; all of them without it", kind: "text", preset: null }],
    hasMapping: false,
  },
  looksLike: async (source) => (await kindOf(join(source, LINES))) === "file",
  read,
};

type Place = Pick<Note, "file" | "line">;
type Field = Pick<Note, "file" | "line" | "field">;

async function* read(context: ReadContext): AsyncGenerator<DatasetSample, void, void> {
  const folder = (await kindOf(context.source)) === "file" ? dirname(context.source) : context.source;
  const file = join(folder, LINES);
  await checkManifest(folder, context);
  const ids = new IdSet();
  const sizes = new PictureSizes();
  for await (const line of readLines(file, context)) {
    const place: Place = { file, line: line.number };
    const parsed = parseLine(line, place, context);
    if (parsed === null || !wanted(parsed, context)) continue;
    if (!ids.add(parsed.id)) {
      const message = `A sample before it has the id "${parsed.id}". Give every sample an id of its own.`;
      context.skip({ ...place, field: "id", reason: REASONS.takenId, message });
      continue;
    }
    const sample = await toSample(parsed, folder, place, sizes, context);
    if (sample !== null) yield sample;
  }
}

const wanted = ({ split }: DatasetSampleLine, { options }: ReadContext): boolean =>
  options.split === undefined || options.split === split;

async function checkManifest(folder: string, context: ReadContext): Promise<void> {
  const file = join(folder, "dataset.json");
  if ((await kindOf(file)) === "nothing") return;
  const manifest = datasetManifestSchema.safeParse(await readJson(file));
  if (manifest.success) return;
  const [issue] = manifest.error.issues;
  const message = `${issue?.message ?? "It is no manifest"}. Its samples are read all the same.`;
  context.partly({ file, field: issue?.path.join("."), reason: "its dataset.json is not of the format", message });
}

function parseLine(line: TextLine, place: Place, context: ReadContext): DatasetSampleLine | null {
  let value: unknown;
  try {
    value = parseJson(line.text, `${place.file}:${line.number}`);
  } catch (thrown) {
    context.skip({ ...place, reason: REASONS.notValid, message: String((thrown as Error).message) });
    return null;
  }
  const parsed = datasetSampleSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const message = `${issue?.message ?? "It is no sample"}. See the dataset format in the documentation.`;
  context.skip({ ...place, field: issue?.path.join("."), reason: REASONS.notValid, message });
  return null;
}

async function toSample(
  line: DatasetSampleLine,
  folder: string,
  place: Place,
  sizes: PictureSizes,
  context: ReadContext,
): Promise<DatasetSample | null> {
  const { id, image, question, category, kind, mask = null, ignore = null, split, ...more } = line;
  let path: string;
  try {
    path = await fileInside(folder, image);
    const size = await sizes.of(path);
    for (const [field, rle] of [
      ["mask", mask],
      ["ignore", ignore],
    ] as const) {
      if (rle !== null && !fits(rle, size, { ...place, field }, context)) return null;
    }
  } catch (thrown) {
    context.skip(imageNote(thrown, { ...place, field: "image" }));
    return null;
  }
  return {
    id,
    image: { kind: "file", path },
    question,
    category,
    kind: kind === undefined ? [] : typeof kind === "string" ? [kind] : kind,
    split,
    mask,
    ignore,
    details: detailsOf(more, kind),
  };
}

/** Whether a mask is whole and of its image's size; told if not. */
function fits(rle: Rle, size: PictureSize, place: Field, context: ReadContext): boolean {
  const problem = sizeProblem(rle, size);
  if (problem !== null) {
    context.skip({ ...place, reason: REASONS.maskSize, message: `${problem} Export it at the image's own size.` });
    return false;
  }
  try {
    rleArea(rle);
    return true;
  } catch (thrown) {
    context.skip(maskNote(thrown, place));
    return false;
  }
}

/** What only the export of this format needs: keys that this version does not know, and a kind that was no list. */
function detailsOf(more: Record<string, unknown>, kind: DatasetSampleLine["kind"]): Record<string, unknown> {
  const own = typeof kind === "string" ? { ...more, kind } : more;
  return Object.keys(own).length === 0 ? {} : { own };
}
