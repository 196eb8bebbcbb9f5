// OCHuman (Zhang et al., Pose2Seg, CVPR 2019). Fields and the mask recipe (outer polygons as pycocotools rasterises
// them, minus the inner ones) as in github.com/liruilong940607/OCHumanApi, ochumanApi/ochuman.py; so is the split: of
// the images with a person that has both keypoints and a mask, ordered by id, the first 2500 are val, the rest test.
import { dirname, join } from "node:path";
import { type Rle, rleDifference } from "#core/masks";
import { IdSet, segmentationToRle } from "#electron/datasets/coco-parts";
import {
  type DatasetFormat,
  type DatasetSample,
  fieldOf,
  REASONS,
  type ReadContext,
  readJsonElements,
} from "#electron/datasets/reading";
import {
  annotationFiles,
  emptyRle,
  firstFile,
  freshId,
  headOf,
  ImageFolders,
  idOf,
  imagesOption,
  inMask,
  isRecord,
  type JsonRecord,
  listOf,
  notValid,
  omit,
  pick,
  RecordProblem,
  sizeOf,
  takeRecord,
  textOf,
} from "#electron/datasets/record-parts";

const VAL_IMAGES = 2500;

export const ochuman: DatasetFormat = {
  info: {
    id: "ochuman",
    title: "OCHuman",
    summary: "ochuman.json, or a folder with it and images/; one sample a person, which still needs a question",
    source: "either",
    options: [
      imagesOption("images/ beside ochuman.json"),
      { key: "question", label: "The question for every person; without it they need one", kind: "text", preset: null },
      {
        key: "people",
        label: "Which people: those with a mask, or all of them",
        kind: "choice",
        choices: ["with-mask", "all"],
        preset: "with-mask",
      },
      { key: "split", label: "Only val or test, as the authors split it", kind: "text", preset: null },
    ],
    hasMapping: false,
  },
  async looksLike(source) {
    const file = await firstFile(source, isOchuman, 1);
    if (file !== null) return true;
    return /"keypoint_visible"/.test(await headOf(source));
  },
  read,
};

const isOchuman = (name: string): boolean => /(^|\/)ochuman\.json$/i.test(name);

async function* read(context: ReadContext): AsyncGenerator<DatasetSample, void, void> {
  const [found] = await annotationFiles(context.source, isOchuman, "Name the folder of ochuman.json, or that file.");
  const file = found?.path ?? context.source;
  const folder = dirname(file);
  const images = await ImageFolders.open(context, [join(folder, "images"), join(folder, "image"), folder]);
  const splitOf = await splits(file, context);
  const ids = new IdSet();
  for await (const element of readJsonElements(file, ["images"], context)) {
    const image = element.value;
    const place = { file, field: fieldOf(element) };
    if (!isRecord(image)) {
      context.skip({ ...place, reason: REASONS.notValid, message: "It is no object. Give one object an image." });
      continue;
    }
    const split = splitOf(textOf(image.image_id) ?? "");
    if (context.options.split !== undefined && context.options.split !== split) continue;
    for (const [index, person] of listOf(image.annotations).entries()) {
      if (context.options.people === "all" || !isRecord(person) || hasSome(person.segms)) {
        const at = { file, field: `${place.field}.annotations[${index}]` };
        const sample = await takeRecord(context, at, () =>
          toSample({ image, person, index, split, images, ids, context }),
        );
        if (sample !== null) yield sample;
      } else {
        const message = "This person has no mask. The option people=all takes it without one.";
        context.skip({
          file,
          field: `${place.field}.annotations[${index}].segms`,
          reason: REASONS.maskMissing,
          message,
        });
      }
    }
  }
}

interface Person {
  readonly image: JsonRecord;
  readonly person: unknown;
  readonly index: number;
  readonly split: string;
  readonly images: ImageFolders;
  readonly ids: IdSet;
  readonly context: ReadContext;
}

async function toSample({ image, person, index, split, images, ids, context }: Person): Promise<DatasetSample> {
  const name = textOf(image.file_name);
  if (name === null) throw notValid("Its image has no file_name.");
  if (!isRecord(person)) throw notValid("This person is no object.");
  const { file, size } = await images.take(name, ".file_name");
  return {
    id: freshId(ids, `${idOf(image.image_id, "") ?? name}-${index}`, ""),
    image: { kind: "file", path: file },
    question: context.options.question ?? "",
    category: "person",
    kind: [],
    split,
    mask: hasSome(person.segms) ? maskOf(person.segms, size) : null,
    ignore: null,
    details: { ochuman: { ...pick(image, ["image_id", "file_name"]), ...omit(person, ["segms"]) } },
  };
}

/** `segms { outer, inner, height, width }`: the outer polygons without the inner ones. */
function maskOf(segms: unknown, size: { readonly width: number; readonly height: number }): Rle {
  if (!isRecord(segms)) throw new RecordProblem(REASONS.maskDamaged, "Its segms are no object.", ".segms");
  const own = sizeOf(segms.width, segms.height);
  if (own === null || own.width !== size.width || own.height !== size.height) {
    const message = `Its mask has ${segms.width} x ${segms.height} pixels, its image ${size.width} x ${size.height}.`;
    throw new RecordProblem(REASONS.maskSize, message, ".segms");
  }
  const part = (name: "outer" | "inner") => {
    const polygons = listOf(segms[name]);
    if (polygons.length === 0) return emptyRle(size);
    return inMask(`.segms.${name}`, () => segmentationToRle(polygons, size.height, size.width));
  };
  return rleDifference(part("outer"), part("inner"));
}

/** The authors' split by image id; "" for every image of a file that is too small to be the whole set. */
async function splits(file: string, context: ReadContext): Promise<(imageId: string) => string> {
  const ids: string[] = [];
  for await (const { value } of readJsonElements(file, ["images"], { signal: context.signal, progress: () => {} })) {
    if (!isRecord(value)) continue;
    const whole = listOf(value.annotations).some(
      (person) => isRecord(person) && hasSome(person.keypoints) && hasSome(person.segms),
    );
    const id = textOf(value.image_id);
    if (whole && id !== null) ids.push(id);
  }
  if (ids.length <= VAL_IMAGES) return () => "";
  ids.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const rank = new Map(ids.map((id, index) => [id, index]));
  return (imageId) => {
    const index = rank.get(imageId);
    return index === undefined ? "" : index < VAL_IMAGES ? "val" : "test";
  };
}

/** What Python calls true of a list or an object: it is there and has something in it. */
function hasSome(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  return isRecord(value) && Object.keys(value).length > 0;
}
