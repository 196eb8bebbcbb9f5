/** Endings of files that hold datasets; a folder called "v1.2" keeps its name. */
const ENDING = /\.(json|jsonl|ndjson|json5|csv|tsv|txt|parquet|pkl|pickle|p|ya?ml|xml|arrow|zip|tar|gz|bz2|xz|zst)$/i;

/** What a file says of its part in a dataset, not of the dataset: "instances_val2017", "train-00000-of-00002". */
const GENERIC =
  /^(instances?|person|keypoints|stuff|panoptic|captions?|annotations?|anns?|annots?|labels?|data|datasets?|samples?|items|questions|masks|refs?|images?|index|metadata|results?|predictions?|default|output|train(ing)?|val(id|idation)?|test(ing)?|dev|minival|of|split|part|all|\d|[-_. ])+$/i;

/** The name without the endings of dataset files: "refs.json.gz" is "refs". */
export function withoutEnding(name: string): string {
  const shorter = name.replace(ENDING, "");
  return shorter === name || shorter === "" ? name : withoutEnding(shorter);
}

/**
 * What a dataset is called, from where it lies. Of a file that is named after its part in the dataset, the folder
 * above says more: ".../birds/annotations/instances_val.json" is "birds".
 */
export function datasetName(source: string): string {
  const parts = source.split(/[\\/]/).filter(Boolean);
  const last = parts.at(-1) ?? "";
  const stem = withoutEnding(last);
  if (stem === last || !GENERIC.test(stem)) return stem;
  const folder = parts.slice(0, -1).findLast((part) => !GENERIC.test(part) && !/^[a-z]:$/i.test(part));
  return folder ?? stem;
}
