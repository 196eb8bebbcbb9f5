/** Words that were typed but are not in the project yet; they survive a reload of the page. */
type Kind = "comment" | "question";

const keyOf = (kind: Kind, projectDir: string, sampleId: string): string => `r2.${kind}:${projectDir}:${sampleId}`;

function load(key: string): string | null {
  try {
    return globalThis.localStorage?.getItem(key) ?? null;
  } catch {
    // Storage may be switched off; a draft then lives as long as the page.
    return null;
  }
}

function keep(key: string, words: string | null): void {
  try {
    if (words) globalThis.localStorage?.setItem(key, words);
    else globalThis.localStorage?.removeItem(key);
  } catch {
    // As above.
  }
}

export const loadComment = (projectDir: string, sampleId: string): string | null =>
  load(keyOf("comment", projectDir, sampleId));

export const keepComment = (projectDir: string, sampleId: string, comment: string | null): void =>
  keep(keyOf("comment", projectDir, sampleId), comment);

/** The first question of a sample, until it is saved. */
export const loadQuestion = (projectDir: string, sampleId: string): string | null =>
  load(keyOf("question", projectDir, sampleId));

export const keepQuestion = (projectDir: string, sampleId: string, question: string | null): void =>
  keep(keyOf("question", projectDir, sampleId), question);
