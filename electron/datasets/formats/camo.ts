import { join } from "node:path";
import type { DatasetFormat, DatasetSample, ReadContext } from "#electron/datasets/reading";
import { firstFolder } from "./image-masks.ts";
import { findFolder, folderNamed, readPicturePairs } from "./picture-pairs.ts";

/** The folder as it is published. */
const NAME = "CAMO-V.1.0-CVIU2019";

/** CAMO: camouflaged animals and people; the question is the paper's own (Appendix C). */
export const camo: DatasetFormat = {
  info: {
    id: "camo",
    title: "CAMO",
    summary: "CAMO-V.1.0-CVIU2019 with Images/Train, Images/Test and GT",
    source: "folder",
    options: [
      {
        key: "question",
        label: "The question of all samples",
        kind: "text",
        preset: "Could you segment the animal or person in the image?",
      },
      {
        key: "split",
        label: "Only this one; both when left out",
        kind: "choice",
        choices: ["Train", "Test"],
        preset: null,
      },
    ],
    hasMapping: false,
  },
  looksLike: async (source) => {
    const images = await findFolder(await rootOf(source), ["Images"]);
    return images !== null && (await isCamo(images)) && (await findFolder(await rootOf(source), ["GT"])) !== null;
  },
  read,
};

/** Train or Test below Images is what other sets of pictures and masks do not have. */
const isCamo = async (images: string): Promise<boolean> => (await findFolder(images, ["Train", "Test"])) !== null;

const rootOf = async (source: string): Promise<string> =>
  (await findFolder(source, [NAME])) === null ? source : join(source, NAME);

async function* read(context: ReadContext): AsyncGenerator<DatasetSample, void, void> {
  const root = await rootOf(context.source);
  const { question, split = null } = context.options;
  yield* readPicturePairs(
    {
      images: await folderNamed(root, ["Images"], "SRC"),
      masks: await folderNamed(root, ["GT"], "SRC"),
      question: question ?? (camo.info.options[0]?.preset as string),
      ...{ category: "discriminative", kind: ["camouflage"], split, splitOf: firstFolder, threshold: null },
    },
    context,
  );
}
