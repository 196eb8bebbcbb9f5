import { decodeRle, lisaPolygons, type Point, traceOutlines } from "#core/masks";
import { shortNameOfId } from "#electron/datasets/predictions";
import { REASONS, stemOf } from "#electron/datasets/reading";
import {
  type ExportContext,
  type Exporter,
  type ExportSample,
  ImageFiles,
  type Skipped,
} from "#electron/datasets/writing";

const NO_CATEGORY = "object";
const DIGITS = 6;

/**
 * YOLO segmentation as Ultralytics reads it: `class x y x y ...`, coordinates from 0 to 1, one polygon a line, one file
 * an image (https://docs.ultralytics.com/datasets/segment). The points are the centres of border pixels: Ultralytics
 * multiplies by the size, cuts to whole pixels and fills with OpenCV, which gives this mask again, holes included (they
 * hang on the outline by bridges inside the mask).
 */
export const yolo: Exporter = {
  info: {
    id: "yolo",
    title: "YOLO segmentation",
    summary:
      "data.yaml, images/<split> and labels/<split>; a line a polygon, so each part of a mask is an instance there",
    source: "folder",
    options: [],
    hasMapping: false,
  },
  begin: async (context) => {
    const classes = new Map<string, number>();
    const splits = new Map<string, ImageFiles>();
    return {
      add: (sample) => addSample(sample, classes, splits, context),
      finish: async () => {
        await context.folder.write("data.yaml", dataYaml([...classes.keys()], [...splits.keys()]));
      },
    };
  },
};

async function addSample(
  sample: ExportSample,
  classes: Map<string, number>,
  splits: Map<string, ImageFiles>,
  { folder, partly }: ExportContext,
): Promise<Skipped | null> {
  const { mask, ignore, image } = sample;
  if (mask === null) return { reason: REASONS.maskMissing, message: "Give it a mask, or leave it out." };
  const bitmap = decodeRle(mask);
  const polygons = lisaPolygons(bitmap);
  const holes = traceOutlines(bitmap).reduce((sum, outline) => sum + outline.holes.length, 0);
  const split = sample.split === "" ? "train" : shortNameOfId(sample.split);
  const images = splits.get(split) ?? new ImageFiles(folder, `images/${split}/`);
  const copy = await images.copy(image);
  splits.set(split, images);
  const category = sample.category || NO_CATEGORY;
  const index = classes.get(category) ?? classes.size;
  classes.set(category, index);
  const lines = polygons.map((polygon) => `${index} ${normalised(polygon, image)}\n`);
  await folder.append(`labels/${split}/${stemOf(copy)}.txt`, lines.join(""));
  if (holes > 0) {
    const message = `${holes} holes hang on the outline by bridges, which not every reader of YOLO leaves open.`;
    partly({ reason: "its mask has holes, for which YOLO has no words", message });
  }
  if (ignore !== null) {
    const message = "YOLO has no regions that count nowhere; this one counts as background there.";
    partly({ reason: "its ignore region is not in the format", message });
  }
  return null;
}

function normalised(polygon: readonly Point[], { width, height }: { width: number; height: number }): string {
  return polygon.map(([x, y]) => `${fraction((x + 0.5) / width)} ${fraction((y + 0.5) / height)}`).join(" ");
}

const fraction = (value: number): string => String(Number(value.toFixed(DIGITS)));

/** Paths count from the file itself where it names no `path`. JSON strings are YAML strings too. `train` and `val` have to be there for Ultralytics. */
function dataYaml(classes: readonly string[], splits: readonly string[]): string {
  const train = splits.includes("train") ? "train" : (splits[0] ?? "train");
  const val = ["val", "validation", "test"].find((name) => splits.includes(name)) ?? train;
  const others = splits.filter((name) => name !== train && name !== val);
  return [
    `train: ${JSON.stringify(`images/${train}`)}`,
    ...(val === train ? ["# There is no other split; Ultralytics asks for one."] : []),
    `val: ${JSON.stringify(`images/${val}`)}`,
    ...others.map((name) => `${JSON.stringify(name)}: ${JSON.stringify(`images/${name}`)}`),
    "names:",
    ...classes.map((name, index) => `  ${index}: ${JSON.stringify(name)}`),
    "",
  ].join("\n");
}
