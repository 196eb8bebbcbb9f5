import { repeatedKey } from "./repeated-key.ts";

/** What a reader makes of an answer: a value, or what is wrong with it, in words that end a sentence. */
export type Reading<T> = { readonly value: T } | { readonly problem: string };

/** Places where an object may begin that are tried; a text with more opening braces than this is no answer. */
const MOST_STARTS = 64;
const THOUGHT_END = "</think>";

/**
 * The one JSON object in a text, whatever stands around it (code fences, a sentence, a <think> block before it).
 * A problem if there is none, or more than one, or if it says something twice: then it is not clear what was meant.
 */
export function onlyJsonObject(text: string): Reading<Record<string, unknown>> {
  const found = onlyObjectText(text);
  if (found === null) return { problem: "it is not exactly one JSON object" };
  const repeated = repeatedKey(found.text);
  if (repeated !== null) return { problem: `it holds ${JSON.stringify(repeated)} more than once` };
  return { value: found.object };
}

interface Found {
  readonly text: string;
  readonly object: Record<string, unknown>;
}

function onlyObjectText(text: string): Found | null {
  const thought = text.lastIndexOf(THOUGHT_END);
  const answer = thought < 0 ? text : text.slice(thought + THOUGHT_END.length);
  let found: Found | null = null;
  let from = answer.indexOf("{");
  for (let tries = 0; from >= 0; tries++) {
    if (tries === MOST_STARTS) return null;
    const end = balancedEnd(answer, from);
    const piece = answer.slice(from, Math.max(from, end));
    const object = parseObject(piece);
    if (object !== null) {
      if (found !== null) return null;
      found = { text: piece, object };
    }
    from = answer.indexOf("{", object === null ? from + 1 : end);
  }
  return found;
}

/** Index behind the brace that closes the one at `start`, strings skipped; -1 where none does. */
function balancedEnd(text: string, start: number): number {
  let depth = 0;
  let quoted = false;
  for (let at = start; at < text.length; at++) {
    const sign = text[at];
    if (quoted) {
      if (sign === "\\") at++;
      else if (sign === '"') quoted = false;
    } else if (sign === '"') quoted = true;
    else if (sign === "{") depth++;
    else if (sign === "}" && --depth === 0) return at + 1;
  }
  return -1;
}

function parseObject(text: string): Record<string, unknown> | null {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return null;
  }
}
