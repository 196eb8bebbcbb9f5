import { basename } from "node:path";
import { encodeRle } from "#core/masks";
import { type DatasetSample, extensionOf, type FolderFile, filesBelow, kindOf } from "#electron/datasets/reading";
import { npyMask, openNpy } from "./npy-codec.ts";
import { maskBytes } from "./read-png.ts";
import { hashOfBytes, imageOf, maskOf, type Place, type ReviewReading, toSample } from "./reader.ts";

/** NumPy arrays, a file an image with one mask or several; a file alone is a folder of one. */
export async function* readNpyMasks(reading: ReviewReading): AsyncGenerator<DatasetSample, void, void> {
  const { context, places } = reading;
  const files = await npyFiles(places.masks);
  for (const [index, file] of files.entries()) {
    context.signal.throwIfAborted();
    yield* readOne(reading, file);
    context.progress(index + 1, files.length, "files");
  }
}

async function npyFiles(masks: string): Promise<Pick<FolderFile, "path" | "name">[]> {
  if ((await kindOf(masks)) === "file") return [{ path: masks, name: basename(masks) }];
  const files: FolderFile[] = [];
  for await (const file of filesBelow(masks, 8, "files")) if (extensionOf(file.name) === ".npy") files.push(file);
  return files;
}

async function* readOne(
  reading: ReviewReading,
  { path, name }: Pick<FolderFile, "path" | "name">,
): AsyncGenerator<DatasetSample, void, void> {
  const place: Place = { file: path };
  const image = await imageOf(reading, name, place);
  if (image === null) return;
  const read = await maskOf(reading, place, async () => {
    const bytes = await maskBytes(path);
    return { npy: openNpy(bytes, image.size, path), hash: hashOfBytes(bytes) };
  });
  if (read === null) return;
  const { npy, hash } = read;
  const bare = name.slice(0, name.length - extensionOf(name).length);
  for (let index = 0; index < npy.count; index++) {
    const layer = npy.count === 1 ? place : { ...place, field: `layer ${index}` };
    const rle = await maskOf(reading, layer, () => encodeRle(npyMask(npy, index, path)));
    if (rle === null) continue;
    const origin = { kind: "npy" as const, root: reading.places.masks, file: name, hash, index };
    const id = npy.count === 1 ? bare : `${bare}#${index}`;
    const sample = toSample(reading, { id, image: image.path, size: image.size, rle, origin }, layer);
    if (sample !== null) yield sample;
  }
}
