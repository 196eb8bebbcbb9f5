// gRefCOCO (Liu, Ding, Jiang: GRES, CVPR 2023; github.com/henghuiding/gRefCOCO): references to several objects, and to
// none. grefs(unc).json and instances.json; `ann_id` and `category_id` are lists, [-1] means nothing in the image.
import type { DatasetFormat } from "#electron/datasets/reading";
import { looksLikeRefer } from "./refcoco.ts";
import { type ReferFlavour, readRefer, referOptions } from "./refer.ts";

const FLAVOUR: ReferFlavour = {
  key: "grefcoco",
  names: { pattern: /^grefs\((\w+)\)\.(?:json|p|pkl|pickle)$/i, example: "grefs(unc).json" },
};

export const grefcoco: DatasetFormat = {
  info: {
    id: "grefcoco",
    title: "gRefCOCO",
    summary:
      "A folder with grefs(unc).json and instances.json; one sample a sentence, no-target ones with an empty mask",
    source: "either",
    options: referOptions(["unc"]),
    hasMapping: false,
  },
  looksLike: (source) => looksLikeRefer(source, FLAVOUR),
  read: (context) => readRefer(FLAVOUR, context),
};
