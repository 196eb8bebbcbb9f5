// RefCOCO, RefCOCO+ (Yu et al., ECCV 2016) and RefCOCOg (Mao et al., CVPR 2016; umd's splits by Nagaraja et al.), as
// github.com/lichengunc/refer publishes them: refs(<split by>).p, a pickle, and instances.json.
import { dirname, join } from "node:path";
import { type DatasetFormat, kindOf } from "#electron/datasets/reading";
import { type ReferFlavour, readRefer, referOptions } from "./refer.ts";
import { refsFilesIn } from "./refer-refs.ts";

const FLAVOUR: ReferFlavour = {
  key: "refcoco",
  names: { pattern: /^refs\((\w+)\)\.(?:p|pkl|pickle|json)$/i, example: "refs(unc).p" },
};

export const refcoco: DatasetFormat = {
  info: {
    id: "refcoco",
    title: "RefCOCO, RefCOCO+, RefCOCOg",
    summary: "A folder with refs(unc).p, refs(umd).p or refs(google).p and instances.json; one sample a sentence",
    source: "either",
    options: referOptions(["unc", "umd", "google"]),
    hasMapping: false,
  },
  looksLike: (source) => looksLikeRefer(source, FLAVOUR),
  read: (context) => readRefer(FLAVOUR, context),
};

/** References and instances.json together, by their names. */
export async function looksLikeRefer(source: string, { names }: ReferFlavour): Promise<boolean> {
  try {
    const isFile = (await kindOf(source)) === "file";
    const folder = isFile ? dirname(source) : source;
    if ((await kindOf(join(folder, "instances.json"))) !== "file") return false;
    const found = await refsFilesIn(folder, names);
    return isFile ? found.includes(source) : found.length > 0;
  } catch {
    return false;
  }
}
