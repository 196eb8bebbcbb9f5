import { encodeRle, lisaMasks } from "#core/masks";
import { readReasonSegFile } from "#electron/datasets/formats";
import {
  type DatasetSample,
  extensionOf,
  type FolderFile,
  filesBelow,
  parseJson,
  REASONS,
  readText,
} from "#electron/datasets/reading";
import { hashOf, imageOf, maskOf, type Place, type ReviewReading, toSample } from "./reader.ts";

/** LISA's JSON files with polygons, `X.json` for the image X; their masks are drawn as LISA draws them. */
export async function* readReasonsegMasks(reading: ReviewReading): AsyncGenerator<DatasetSample, void, void> {
  const { context, places } = reading;
  const files: FolderFile[] = [];
  for await (const file of filesBelow(places.masks, 8, "files")) {
    if (extensionOf(file.name) === ".json") files.push(file);
  }
  for (const [index, file] of files.entries()) {
    context.signal.throwIfAborted();
    const sample = await readOne(reading, file);
    if (sample !== null) yield sample;
    context.progress(index + 1, files.length, "files");
  }
}

async function readOne(reading: ReviewReading, file: FolderFile): Promise<DatasetSample | null> {
  const place: Place = { file: file.path };
  const read = await maskOf(reading, place, async () => ({
    content: readReasonSegFile(parseJson(await readText(file.path), file.path)),
    hash: await hashOf(file.path),
  }));
  if (read === null) return null;
  const { content, hash } = read;
  if ("problem" in content) {
    reading.context.skip({ ...place, field: content.field, reason: REASONS.notValid, message: content.problem });
    return null;
  }
  const image = await imageOf(reading, file.name, place);
  if (image === null) return null;
  const { width, height } = image.size;
  const masks = await maskOf(reading, { ...place, field: "shapes" }, () => lisaMasks(content.shapes, width, height));
  if (masks === null) return null;
  const asked = content.texts[0] ?? "";
  const id = file.name.slice(0, -".json".length);
  return toSample(
    reading,
    {
      id,
      ...{ image: image.path, size: image.size, rle: encodeRle(masks.target), ignore: encodeRle(masks.ignore) },
      ...(asked.trim() === "" ? {} : { question: asked }),
      origin: { kind: "reasonseg", root: reading.places.masks, file: file.name, hash },
      more: { reasonseg: content.content },
    },
    place,
  );
}
