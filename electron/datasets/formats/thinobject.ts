import {
  type DatasetFormat,
  type DatasetSample,
  extensionOf,
  filesBelow,
  IMAGE_EXTENSIONS,
  type ReadContext,
  readLines,
  stemOf,
} from "#electron/datasets/reading";
import { findFolder, folderNamed, readPicturePairs } from "./picture-pairs.ts";

/** ThinObject5K: thin objects that were pasted into photographs; the question is the paper's own (Appendix C). */
export const thinobject: DatasetFormat = {
  info: {
    id: "thinobject",
    title: "ThinObject5K",
    summary: "A folder with images/, masks/ and list/ (train.txt, test.txt, ...)",
    source: "folder",
    options: [
      {
        key: "question",
        label: "The question of all samples",
        kind: "text",
        preset: "Which object does not belong in the image and was added later?",
      },
      { key: "split", label: "Only the images of this list; all of them when left out", kind: "text", preset: null },
    ],
    hasMapping: false,
  },
  looksLike: async (source) => {
    for (const name of ["images", "masks", "list"]) if ((await findFolder(source, [name])) === null) return false;
    return true;
  },
  read,
};

async function* read(context: ReadContext): AsyncGenerator<DatasetSample, void, void> {
  const { source, options } = context;
  const lists = await readLists(source, context);
  yield* readPicturePairs(
    {
      images: await folderNamed(source, ["images"], "SRC"),
      masks: await folderNamed(source, ["masks"], "SRC"),
      question: options.question ?? (thinobject.info.options[0]?.preset as string),
      ...{ category: "discriminative", kind: ["thin structure"], split: options.split ?? null, threshold: null },
      splitOf: ({ name }) => lists.get(stemOf(name)) ?? "",
    },
    context,
  );
}

/** Stem of an image -> name of the list that it stands in. */
async function readLists(source: string, context: ReadContext): Promise<Map<string, string>> {
  const splits = new Map<string, string>();
  const folder = await findFolder(source, ["list", "lists"]);
  if (folder === null) return splits;
  for await (const list of filesBelow(folder, 0)) {
    if (extensionOf(list.name) !== ".txt") continue;
    for await (const { text } of readLines(list.path, { signal: context.signal, progress: () => {} })) {
      // A line names the image, with or without folder and ending, perhaps followed by its mask.
      const [first = ""] = text.trim().split(/[\s,]+/);
      splits.set(
        IMAGE_EXTENSIONS.has(extensionOf(first)) ? stemOf(first) : first.replace(/^.*[\\/]/, ""),
        stemOf(list.name),
      );
    }
  }
  return splits;
}
