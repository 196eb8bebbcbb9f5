// labelme (github.com/wkentaro/labelme): one JSON an image with `shapes[{label, points, shape_type, group_id, flags,
// description, mask}]`, `imagePath` from the JSON's own folder, `imageData` (the picture in base64, or null),
// `imageWidth`, `imageHeight`, `flags`. It has no field for a question: a shape's `description` is taken for one
// unless the option `question` gives a template. Shapes labelled `__ignore__` (labelme's own convention) become the
// region that counts nowhere.
import { dirname, posix } from "node:path";
import { encodeRle, type Rle } from "#core/masks";
import { IdSet } from "#electron/datasets/coco-parts";
import {
  type DatasetFormat,
  type DatasetSample,
  extensionOf,
  type FolderFile,
  type ImageSource,
  isRefusal,
  kindOf,
  type PictureSize,
  pictureSize,
  type ReadContext,
  ROUNDED_ID,
  readJson,
  roundedId,
} from "#electron/datasets/reading";
import {
  annotationFiles,
  asImageProblem,
  firstFile,
  freshId,
  headOf,
  ImageFolders,
  imagesOption,
  inMask,
  isRecord,
  type JsonRecord,
  notValid,
  omit,
  RecordProblem,
  splitOfName,
  takePart,
  takeRecord,
  textOf,
  unionOf,
} from "#electron/datasets/record-parts";
import { drawShape } from "./labelme-shapes.ts";

const IGNORE = "__ignore__";

export const labelme: DatasetFormat = {
  info: {
    id: "labelme",
    title: "labelme",
    summary: "A folder of labelme's JSON files and their images, or one such file",
    source: "either",
    options: [
      imagesOption("where the files' imagePath says, else the picture inside the JSON"),
      {
        key: "question",
        label: "The question, {label} for the shapes' label; without it the shapes' description",
        kind: "text",
        preset: null,
      },
      {
        key: "per",
        label: "What makes one sample: all shapes of a label, one instance, or the whole image",
        kind: "choice",
        choices: ["label", "instance", "image"],
        preset: "label",
      },
    ],
    hasMapping: false,
  },
  async looksLike(source) {
    const file = await firstFile(source, isJson);
    if (file === null) return false;
    const head = await headOf(file.path, 65_536);
    return (
      /"(shapes|imageData)"\s*:/.test(head) &&
      /"(version|imagePath|imageData|imageHeight)"\s*:/.test(head) &&
      !/"is_sentence"\s*:/.test(head)
    );
  },
  read,
};

const isJson = (name: string): boolean => /\.json$/i.test(name);

async function* read(context: ReadContext): AsyncGenerator<DatasetSample, void, void> {
  const files = await annotationFiles(context.source, isJson, "Name the folder of labelme's JSON files.");
  const single = (await kindOf(context.source)) === "file";
  const images = await ImageFolders.open(context, [single ? dirname(context.source) : context.source]);
  const ids = new IdSet();
  for (const [index, file] of files.entries()) {
    context.signal.throwIfAborted();
    context.progress(index, files.length, "files");
    yield* samplesOf(file, { images, ids, context, single });
  }
  context.progress(files.length, files.length, "files");
}

interface Parts {
  readonly images: ImageFolders;
  readonly ids: IdSet;
  readonly context: ReadContext;
  /** The source is one file: if that is broken, there is nothing to read. */
  readonly single: boolean;
}

async function* samplesOf(file: FolderFile, parts: Parts): AsyncGenerator<DatasetSample, void, void> {
  const { context } = parts;
  const place = { file: file.path };
  const annotation = await takeRecord(context, place, () => annotationOf(file, parts));
  if (annotation === null) return;
  const drawn = await drawAll(annotation, file, context);
  const ignored = drawn.filter(({ label }) => label === IGNORE);
  const ignore = ignored.length === 0 ? null : unionOf(ignored.map(rleOf), annotation.size);
  const groups = groupsOf(
    drawn.filter(({ label }) => label !== IGNORE),
    context.options.per ?? "label",
  );
  if (groups.size === 0) {
    const message = "Nothing that could be a target is drawn in this image.";
    context.skip({ ...place, field: "shapes", reason: "it has no shapes", message });
  }
  for (const [key, shapes] of groups) {
    const sample = await takeRecord(context, { ...place, field: `shapes[${shapes[0]?.index ?? 0}]` }, async () =>
      toSample({ file, annotation, key, shapes, ignore, ...parts }),
    );
    if (sample !== null) yield sample;
  }
}

interface Annotation {
  readonly value: JsonRecord;
  readonly image: ImageSource;
  readonly size: PictureSize;
}

async function annotationOf(file: FolderFile, { images, single }: Parts): Promise<Annotation> {
  let value: unknown;
  try {
    value = await readJson(file.path);
  } catch (thrown) {
    if (single || !isRefusal(thrown)) throw thrown;
    throw notValid(thrown.message);
  }
  if (!isRecord(value) || !Array.isArray(value.shapes)) throw notValid("It has no list of shapes.", "shapes");
  const { image, size } = await imageOf(value, file, images);
  const wrong = [
    ["imageWidth", size.width],
    ["imageHeight", size.height],
  ].find(([key, side]) => typeof value[key as string] === "number" && value[key as string] !== side);
  if (wrong === undefined) return { value, image, size };
  const message = `It says ${value.imageWidth} x ${value.imageHeight} pixels, its image has ${size.width} x ${size.height}.`;
  throw new RecordProblem("it was drawn on a picture of another size", message, wrong[0] as string);
}

/** The file that `imagePath` names; if there is none, the picture inside the JSON. */
async function imageOf(value: JsonRecord, file: FolderFile, images: ImageFolders) {
  const path = textOf(value.imagePath) ?? "";
  try {
    const found = await images.find(pathFromSource(path, file.name));
    return { image: { kind: "file", path: found } as const, size: await pictureSize(found) };
  } catch (thrown) {
    const problem = asImageProblem(thrown, "imagePath");
    if (typeof value.imageData !== "string" || value.imageData === "") throw problem;
    const bytes = new Uint8Array(Buffer.from(value.imageData, "base64"));
    try {
      const name = path.split(/[\\/]/).at(-1) || "image";
      return { image: { kind: "bytes", name, bytes } as const, size: await pictureSize(bytes, file.path) };
    } catch (broken) {
      throw asImageProblem(broken, "imageData");
    }
  }
}

/** `../images/a.jpg` of `annotations/a.json` as `images/a.jpg`; what leads out of the source stays so, and is refused. */
function pathFromSource(path: string, name: string): string {
  const slashes = path.replaceAll("\\", "/");
  if (slashes === "" || posix.isAbsolute(slashes)) return path;
  return posix.normalize(posix.join(posix.dirname(name), slashes));
}

interface Drawn {
  readonly shape: JsonRecord;
  readonly label: string;
  readonly index: number;
  readonly rle: Rle;
}

const rleOf = ({ rle }: Drawn): Rle => rle;

async function drawAll({ value, size }: Annotation, file: FolderFile, context: ReadContext): Promise<Drawn[]> {
  const drawn: Drawn[] = [];
  for (const [index, shape] of (value.shapes as unknown[]).entries()) {
    const place = { file: file.path, field: `shapes[${index}]` };
    const one = await takePart(context, place, async () => {
      if (!isRecord(shape)) throw new RecordProblem("its shape cannot be drawn", "It is no object.");
      const bitmap = await drawShape(shape, size);
      const rounded = roundedId(shape.group_id);
      if (rounded !== null) {
        const message = `${rounded} The shape is an instance of its own.`;
        context.partly({ ...place, field: `${place.field}.group_id`, reason: ROUNDED_ID, message });
      }
      return { shape, label: textOf(shape.label) ?? "", index, rle: inMask("", () => encodeRle(bitmap)) };
    });
    if (one !== null) drawn.push(one);
  }
  return drawn;
}

/** Shapes of one sample by what names it: the label, label and group, or nothing. In the order of first appearance. */
function groupsOf(drawn: readonly Drawn[], per: string): Map<string, Drawn[]> {
  const groups = new Map<string, Drawn[]>();
  for (const each of drawn) {
    const instance = `${each.label}/${textOf(each.shape.group_id) ?? `shape-${each.index}`}`;
    const key = per === "image" ? "" : per === "instance" ? instance : each.label;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [each]);
    else group.push(each);
  }
  return groups;
}

interface Group extends Parts {
  readonly file: FolderFile;
  readonly annotation: Annotation;
  readonly key: string;
  readonly shapes: readonly Drawn[];
  readonly ignore: Rle | null;
}

function toSample({ file, annotation, key, shapes, ignore, ids, context }: Group): DatasetSample {
  const stem = file.name.slice(0, file.name.length - extensionOf(file.name).length);
  const labels = [...new Set(shapes.map(({ label }) => label))];
  const label = labels.join(", ");
  const { value, image, size } = annotation;
  return {
    id: freshId(ids, key === "" ? stem : `${stem}/${key}`, ".label"),
    image,
    question: context.options.question?.replaceAll("{label}", label) ?? describedQuestion(shapes),
    category: label === "" ? "labelme" : label,
    kind: trueFlags(value.flags),
    split: splitOfName(posix.dirname(file.name)),
    mask: unionOf(shapes.map(rleOf), size),
    ignore,
    details: {
      labelme: {
        ...omit(value, ["imageData", "shapes"]),
        shapes: shapes.map(({ shape }) => omit(shape, ["mask"])),
      },
    },
  };
}

/** The description that all described shapes of the sample share; "" where there is none, or several. */
function describedQuestion(shapes: readonly Drawn[]): string {
  const texts = new Set(
    shapes.map(({ shape }) => textOf(shape.description) ?? "").filter((text) => text.trim() !== ""),
  );
  return texts.size === 1 ? ([...texts][0] as string) : "";
}

function trueFlags(flags: unknown): string[] {
  return isRecord(flags) ? Object.keys(flags).filter((flag) => flags[flag] === true) : [];
}
