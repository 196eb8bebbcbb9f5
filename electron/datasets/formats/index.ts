import type { DatasetFormat } from "#electron/datasets/reading";
import { coco } from "./coco.ts";
import { own } from "./own.ts";
import { reasonseg } from "./reasonseg.ts";

/** Every format that can be imported, as people look for them: ours and the most common ones first. */
export const formats: readonly DatasetFormat[] = [own, reasonseg, coco];
