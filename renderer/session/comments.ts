import { verdictPointsSchema } from "#core/samples";
import type { Card } from "./types.ts";

/** What was typed or ticked but is not in the project yet; it survives a reload of the page. */
type Kind = "comment" | "question" | "card";

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

/** Checks and reasons before there is a verdict. */
export function loadCard(projectDir: string, sampleId: string): Card | null {
  const kept = load(keyOf("card", projectDir, sampleId));
  if (kept === null) return null;
  try {
    const { checks = {}, reasons = [] } = verdictPointsSchema.parse(JSON.parse(kept));
    return { checks, reasons };
  } catch {
    // Another version's, or nobody's: a draft that cannot be read is none.
    return null;
  }
}

export const keepCard = (projectDir: string, sampleId: string, card: Card | null): void =>
  keep(keyOf("card", projectDir, sampleId), card === null ? null : JSON.stringify(card));
