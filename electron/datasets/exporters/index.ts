import type { Exporter } from "#electron/datasets/writing";
import { cocoRle } from "./coco-rle.ts";
import { internvl } from "./internvl.ts";
import { own } from "./own.ts";
import { png } from "./png.ts";
import { reasonseg } from "./reasonseg.ts";
import { yolo } from "./yolo.ts";

export { reasonsegContent } from "./reasonseg.ts";

/** Every format that can be exported, as people look for them. */
export const exporters: readonly Exporter[] = [own, reasonseg, cocoRle, png, yolo, internvl];
