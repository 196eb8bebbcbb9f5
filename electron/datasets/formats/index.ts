import type { DatasetFormat } from "#electron/datasets/reading";
import { camo } from "./camo.ts";
import { clevrRef } from "./clevr-ref.ts";
import { coco } from "./coco.ts";
import { entityseg } from "./entityseg.ts";
import { gqa } from "./gqa.ts";
import { grefcoco } from "./grefcoco.ts";
import { imageMasks } from "./image-masks.ts";
import { labelme } from "./labelme.ts";
import { lisaPlus } from "./lisa-plus.ts";
import { maskgroupsHq } from "./maskgroups-hq.ts";
import { mmcsbench } from "./mmcsbench.ts";
import { mme } from "./mme.ts";
import { ochuman } from "./ochuman.ts";
import { own } from "./own.ts";
import { rea2seg16k, reasonsegSgdr } from "./parquet.ts";
import { reasonseg } from "./reasonseg.ts";
import { refcoco } from "./refcoco.ts";
import { thinobject } from "./thinobject.ts";
import { vcr } from "./vcr.ts";

export { readReasonSegFile } from "./reasonseg-file.ts";

/**
 * Every format that can be imported, as people look for them: ours and the most common ones first, but what
 * has sections like COCO's before COCO itself, since a source that looks like several is most likely the first of them.
 */
export const formats: readonly DatasetFormat[] = [
  own,
  reasonseg,
  ochuman,
  entityseg,
  clevrRef,
  gqa,
  coco,
  labelme,
  camo,
  thinobject,
  mmcsbench,
  imageMasks,
  maskgroupsHq,
  lisaPlus,
  vcr,
  mme,
  refcoco,
  grefcoco,
  reasonsegSgdr,
  rea2seg16k,
];
