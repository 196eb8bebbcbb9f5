import type { AddReportInfo } from "#electron/api";

/** Files that were refused for one reason. */
export interface RefusalGroup {
  readonly message: string;
  readonly cure: string;
  readonly files: readonly string[];
}

/** By reason and cure, in the order in which the reasons first came. */
export function groupRefusals(refused: AddReportInfo["refused"]): readonly RefusalGroup[] {
  const groups = new Map<string, { message: string; cure: string; files: string[] }>();
  for (const { imagePath, message, cure } of refused) {
    const key = JSON.stringify([message, cure]);
    const group = groups.get(key) ?? { message, cure, files: [] };
    group.files.push(imagePath);
    groups.set(key, group);
  }
  return [...groups.values()];
}
