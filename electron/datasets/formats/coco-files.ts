import { join, relative } from "node:path";
import { AppError } from "#core/errors";
import { filesBelow, kindOf } from "#electron/datasets/reading";

const INSTANCES = /^instances.*\.json$/i;
/** References beside an instances.json: the folder is RefCOCO's or gRefCOCO's, who read it in their own way. */
const REFERENCES = /^g?refs\(\w+\)\./i;

/** The file to read: the source itself, or the only instances*.json of a folder. Throws `not-found`, `usage` where there are several. */
export async function cocoFile(source: string): Promise<string> {
  if ((await kindOf(source)) !== "folder") return source;
  const found = await instancesIn(source);
  if (found.length === 1) return found[0] as string;
  if (found.length === 0) {
    throw new AppError({
      code: "not-found",
      message: "There is no instances*.json here, nor in annotations/.",
      where: source,
      cure: "Name the JSON file with images, annotations and categories.",
    });
  }
  const names = found.map((file) => relative(source, file).replaceAll("\\", "/"));
  const more = names.length > 20 ? ` and ${names.length - 20} more` : "";
  throw new AppError({
    code: "usage",
    message: `This folder has ${found.length} files of instances: ${names.slice(0, 20).join(", ")}${more}.`,
    where: source,
    cure: "Name one of them.",
  });
}

/** Files of instances of a folder that is no other format's; none where it is. Throws `not-found`. */
export async function cocoFilesIn(folder: string): Promise<string[]> {
  for await (const { name } of filesBelow(folder, 0)) if (REFERENCES.test(name)) return [];
  return await instancesIn(folder);
}

async function instancesIn(folder: string): Promise<string[]> {
  const found: string[] = [];
  for (const place of [folder, join(folder, "annotations")]) {
    if ((await kindOf(place)) !== "folder") continue;
    for await (const { name, path } of filesBelow(place, 0)) if (INSTANCES.test(name)) found.push(path);
  }
  return found;
}
