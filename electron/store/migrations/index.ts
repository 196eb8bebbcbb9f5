import { foundation } from "./0001-foundation.ts";
import { datasets } from "./0002-datasets.ts";
import { verification } from "./0003-verification.ts";
import { maskLayers } from "./0004-mask-layers.ts";
import { readers } from "./0005-readers.ts";
import { batches } from "./0006-batches.ts";
import type { Migration } from "./migration.ts";

export type { Migration } from "./migration.ts";

/** In order, without gaps: migration n stands at n - 1. */
export const migrations: readonly Migration[] = [foundation, datasets, verification, maskLayers, readers, batches];
