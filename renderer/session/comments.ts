/** Comments that were typed but not yet given with a verdict; they survive a reload of the page. */
const keyOf = (projectDir: string, sampleId: string): string => `r2.comment:${projectDir}:${sampleId}`;

export function loadComment(projectDir: string, sampleId: string): string | null {
  try {
    return globalThis.localStorage?.getItem(keyOf(projectDir, sampleId)) ?? null;
  } catch {
    // Storage may be switched off; a draft then lives as long as the page.
    return null;
  }
}

export function keepComment(projectDir: string, sampleId: string, comment: string | null): void {
  try {
    if (comment) globalThis.localStorage?.setItem(keyOf(projectDir, sampleId), comment);
    else globalThis.localStorage?.removeItem(keyOf(projectDir, sampleId));
  } catch {
    // As above.
  }
}
