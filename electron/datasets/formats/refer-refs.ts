// References of RefCOCO/+/g (github.com/lichengunc/refer, refer.py: a pickled list) and gRefCOCO
// (github.com/henghuiding/gRefCOCO: the same list as JSON, in early releases a pickle too).
import { dirname, join } from "node:path";
import { AppError } from "#core/errors";
import { pickleToJson, readPickle } from "#electron/datasets/pickle";
import {
  extensionOf,
  filesBelow,
  kindOf,
  type ReadContext,
  readJsonElements,
  stemOf,
} from "#electron/datasets/reading";

export interface Reference {
  readonly value: unknown;
  /** `[12]`, as notes name it. */
  readonly field: string;
}

/** Where a set lies: its references and the instances beside them. */
export interface ReferSet {
  readonly folder: string;
  readonly refsFile: string;
  readonly instancesFile: string;
  /** `unc` of `refs(unc).p`; "" where the name says nothing. */
  readonly splitBy: string;
}

/** What tells the two formats' files apart. */
export interface ReferNames {
  /** First group: who split it. */
  readonly pattern: RegExp;
  readonly example: string;
}

/** Splits of RefCOCOg: umd's is the one without images in both train and val, so it goes before google's. */
const PREFERENCE = ["unc", "umd", "google", "berkeley"];

/** Throws `not-found` where the references or the instances are missing, `usage` for a split-by that is not there. */
export async function findReferSet(context: ReadContext, names: ReferNames): Promise<ReferSet> {
  const { source, options } = context;
  const isFile = (await kindOf(source)) === "file";
  const folder = isFile ? dirname(source) : source;
  const found = isFile ? [source] : await refsFilesIn(folder, names);
  const wanted = options["split-by"];
  const splitByOf = (file: string) => names.pattern.exec(baseName(file))?.[1]?.toLowerCase() ?? "";
  const order = [...found].sort((a, b) => rank(splitByOf(a)) - rank(splitByOf(b)));
  const refsFile = wanted === undefined ? order[0] : order.find((file) => splitByOf(file) === wanted);
  if (refsFile === undefined) throw noReferences(folder, names, wanted, order);
  const instancesFile = join(folder, "instances.json");
  if ((await kindOf(instancesFile)) === "file") {
    return { folder, refsFile, instancesFile, splitBy: splitByOf(refsFile) };
  }
  throw new AppError({
    code: "not-found",
    message: "The references have no instances.json beside them.",
    where: folder,
    cure: "Put the instances.json of the same download there; it has the images and masks.",
  });
}

/** The files of references right in a folder; none for what is no folder. */
export async function refsFilesIn(folder: string, { pattern }: ReferNames): Promise<string[]> {
  const found: string[] = [];
  for await (const { name, path } of filesBelow(folder, 0)) if (pattern.test(name)) found.push(path);
  return found;
}

/** Goes through the references in the file's order, as often as it is called. */
export type References = () => AsyncGenerator<Reference>;

/** A JSON file is streamed each time, a pickle read once and held. Throws as their readers do. */
export async function openReferences(
  file: string,
  context: Pick<ReadContext, "signal" | "progress">,
): Promise<References> {
  if (extensionOf(file) === ".json") {
    return async function* () {
      for await (const { index, value } of readJsonElements(file, [""], context)) yield { value, field: `[${index}]` };
    };
  }
  const list = await readPickle(file, context);
  if (!Array.isArray(list)) {
    throw new AppError({
      code: "bad-input",
      message: "This pickle holds no list of references.",
      where: file,
      cure: "Name the folder that has refs(unc).p, refs(umd).p or refs(google).p.",
    });
  }
  // As text a reference takes a fifth of the memory; each is let go as its text is made.
  const texts = list.map((item, index) => {
    list[index] = null;
    return JSON.stringify(pickleToJson(item));
  });
  return async function* () {
    for (const [index, text] of texts.entries()) yield { value: JSON.parse(text), field: `[${index}]` };
  };
}

const rank = (splitBy: string): number => {
  const place = PREFERENCE.indexOf(splitBy);
  return place < 0 ? PREFERENCE.length : place;
};

const baseName = (file: string): string => `${stemOf(file)}${extensionOf(file)}`;

function noReferences(folder: string, names: ReferNames, wanted: string | undefined, there: string[]): AppError {
  if (wanted === undefined || there.length === 0) {
    return new AppError({
      code: "not-found",
      message: `There is no ${names.example} here.`,
      where: folder,
      cure: `Name the folder that has ${names.example} and instances.json.`,
    });
  }
  return new AppError({
    code: "usage",
    message: `There are no references split by ${wanted} here.`,
    where: folder,
    cure: `There are ${there.map(baseName).join(", ")}.`,
  });
}
