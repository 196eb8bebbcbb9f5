import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { Made } from "./made.ts";

/** What this run made; the checks below are registered before anything is. */
let current: Made | null = null;

export function setMade(made: Made): void {
  current = made;
}

export function made(): Made {
  if (current === null) throw new Error("Nothing was made.");
  return current;
}

export const onLinux = process.platform === "linux";

export const resources = (): string => join(made().packagedDir, "resources");
export const archive = (): string => join(resources(), "app.asar");

/** The file of the release with this ending. */
export function artifact(ending: string): string {
  const name = made().names.find((one) => one.endsWith(ending));
  if (name === undefined) throw new Error(`There is no ${ending} in ${made().names.join(", ")}.`);
  return join(made().releaseDir, name);
}

export function filesBelow(dir: string): string[] {
  return readdirSync(dir, { withFileTypes: true }).flatMap((entry) => {
    const path = join(dir, entry.name);
    return entry.isDirectory() ? filesBelow(path) : [path];
  });
}
