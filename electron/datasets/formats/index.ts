import type { DatasetFormat } from "#electron/datasets/reading";

/** Every format that can be imported, as people look for them: ours and the most common ones first. */
export const formats: readonly DatasetFormat[] = [];
