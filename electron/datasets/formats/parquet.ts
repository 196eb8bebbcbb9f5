// ReasonSeg-SGDR and Rea2Seg-16K come as parquet files whose columns nobody has published. Both are read by name and
// type of their columns, as Hugging Face's datasets library writes them; what was guessed is shown and can be corrected.

import { CANDIDATE_ROLES, ROLES } from "#electron/datasets/parquet";
import type { DatasetFormat } from "#electron/datasets/reading";
import { firstFile, headOf, imagesOption } from "#electron/datasets/record-parts";
import { describeParquet, type ParquetFlavour, readParquetSet } from "./parquet-set.ts";

const options = [
  imagesOption("paths in the image column go from the folder of the parquet files"),
  { key: "split", label: "Only this split", kind: "text", preset: null },
] as const;

function parquetFormat(
  flavour: ParquetFlavour,
  title: string,
  summary: string,
  isLikely: (source: string) => boolean,
): DatasetFormat {
  return {
    info: { id: flavour.key, title, summary, source: "either", options: [...options], hasMapping: true },
    looksLike: async (source) => isLikely(source) && (await hasParquet(source)),
    read: (context) => readParquetSet(flavour, context),
    describe: (context) => describeParquet(flavour, context),
  };
}

async function hasParquet(source: string): Promise<boolean> {
  const file = await firstFile(source, (name) => /\.parquet$/i.test(name));
  return file !== null && (await headOf(file.path, 4)) === "PAR1";
}

const is16k = (source: string): boolean => /16k/i.test(source);

export const reasonsegSgdr = parquetFormat(
  { key: "reasonseg-sgdr", roles: ROLES },
  "ReasonSeg-SGDR (parquet)",
  "A parquet file or a folder of them (data/test-00000-of-00001.parquet) with images, questions and masks",
  (source) => !is16k(source),
);

export const rea2seg16k = parquetFormat(
  { key: "rea2seg-16k", roles: [...CANDIDATE_ROLES, ...ROLES] },
  "Rea2Seg-16K (parquet)",
  "A parquet file or a folder of them with images, questions, proposed masks and their IoU",
  is16k,
);
