import type { SamFamily } from "#native-models/sam";
import { writeTinyPack } from "./tiny-pack.ts";

/** Writes the pack `tiny-sam1` or `tiny-sam2`: a SAM of real graphs, a few hundred KB, whose masks follow colours. */
export function writeTinySam(family: SamFamily, dir: string): Promise<string> {
  return writeTinyPack({ id: `tiny-${family}`, family }, dir);
}
