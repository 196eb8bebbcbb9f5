import { readFile, stat } from "node:fs/promises";
import { AppError } from "#core/errors";
import type { Rle } from "#core/masks";
import { IGNORE_SUFFIX } from "#electron/datasets/predictions";
import {
  type DatasetSample,
  extensionOf,
  type FolderFile,
  filesBelow,
  IMAGE_EXTENSIONS,
  REASONS,
  readFailure,
  sizeProblem,
} from "#electron/datasets/reading";
import { decodePng } from "./png-codec.ts";
import { labelPicture, masksOf } from "./png-labels.ts";
import { hashOfBytes, imageOf, maskOf, type Place, type ReviewReading, toSample } from "./reader.ts";

/** Bytes of a mask's file: a label map of 16384 x 16384 pixels packs into far fewer. */
const MAX_BYTES = 2 ** 28;

/** A folder of mask pictures: one mask a picture, or one a value of it. */
export async function* readPngMasks(
  reading: ReviewReading,
  isMask: (file: FolderFile) => boolean,
): AsyncGenerator<DatasetSample, void, void> {
  const { context, places } = reading;
  const files: FolderFile[] = [];
  for await (const file of filesBelow(places.masks, 8, "files")) {
    if (extensionOf(file.name) === ".png" && isMask(file)) files.push(file);
    else if (IMAGE_EXTENSIONS.has(extensionOf(file.name)) && places.masks !== places.images) context.skip(noPng(file));
  }
  const names = new Set(files.map(({ name }) => name));
  const isIgnoreOf = (name: string) => `${bare(name)}${IGNORE_SUFFIX}.png`;
  const ignores = new Set(files.map(({ name }) => isIgnoreOf(name)).filter((name) => names.has(name)));
  const masks = files.filter(({ name }) => !ignores.has(name));
  for (const [index, file] of masks.entries()) {
    context.signal.throwIfAborted();
    yield* readOne(reading, file, files.find(({ name }) => name === isIgnoreOf(file.name)) ?? null);
    context.progress(index + 1, masks.length, "files");
  }
}

const bare = (name: string): string => name.slice(0, name.length - extensionOf(name).length);

async function* readOne(
  reading: ReviewReading,
  file: FolderFile,
  ignoreFile: FolderFile | null,
): AsyncGenerator<DatasetSample, void, void> {
  const place: Place = { file: file.path };
  const image = await imageOf(reading, file.name, place);
  if (image === null) return;
  const read = await maskOf(reading, place, () => readMasks(file.path, image.size));
  if (read === null) return;
  if ("problem" in read) {
    reading.context.skip({ ...place, reason: REASONS.maskSize, message: read.problem });
    return;
  }
  const ignore =
    ignoreFile === null
      ? read.ignore
      : await maskOf(reading, { file: ignoreFile.path }, () => wholeMask(ignoreFile.path, image.size));
  for (const { label, rle } of read.masks) {
    const origin = { kind: "png" as const, root: reading.places.masks, file: file.name, hash: read.hash };
    const sample = toSample(
      reading,
      {
        id: label === null ? bare(file.name) : `${bare(file.name)}#${label}`,
        ...{ image: image.path, size: image.size, rle, ignore },
        origin: label === null ? origin : { ...origin, label },
      },
      label === null ? place : { ...place, field: `value ${label}` },
    );
    if (sample !== null) yield sample;
  }
}

async function readMasks(path: string, size: { readonly width: number; readonly height: number }) {
  const bytes = await maskBytes(path);
  const picture = decodePng(bytes, path);
  const problem = sizeProblem({ size: [picture.height, picture.width] }, size);
  if (problem !== null) return { problem: `${problem} Save it at the image's own size.` };
  return { ...masksOf(labelPicture(picture)), hash: hashOfBytes(bytes) };
}

async function wholeMask(path: string, size: { readonly width: number; readonly height: number }): Promise<Rle> {
  const read = await readMasks(path, size);
  if ("problem" in read) throw wrongSize(read.problem, path);
  const [first, second] = read.masks;
  if (first !== undefined && second === undefined) return first.rle;
  const message = "An ignore region has to be a picture of two values.";
  throw new AppError({ code: "bad-input", message, where: path, cure: "Save it as one." });
}

/** The bytes of a mask's file. Throws `not-found`, `too-large`. */
export async function maskBytes(path: string): Promise<Buffer> {
  try {
    const { size } = await stat(path);
    if (size > MAX_BYTES) {
      const message = "This file is larger than any mask.";
      throw new AppError({ code: "too-large", message, where: path, cure: "Check that it is a mask." });
    }
    return await readFile(path);
  } catch (thrown) {
    throw readFailure(thrown, path);
  }
}

function wrongSize(problem: string, where: string): AppError {
  return new AppError({ code: "bad-input", message: problem, where, cure: "Save it at the image's own size." });
}

function noPng(file: FolderFile) {
  const message = "Masks are read from PNG alone: other pictures blur a mask's edge. Save it as PNG.";
  return { file: file.path, reason: "it is no PNG", message };
}
