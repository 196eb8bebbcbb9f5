/** Places where an object may begin that are tried; a text with more opening braces than this is no answer. */
const MOST_STARTS = 64;
const THOUGHT_END = "</think>";

/**
 * The one JSON object in a text, whatever stands around it (code fences, a sentence, a <think> block before it).
 * Null if there is none, or more than one: then it is not clear which was meant.
 */
export function onlyJsonObject(text: string): Record<string, unknown> | null {
  const thought = text.lastIndexOf(THOUGHT_END);
  const answer = thought < 0 ? text : text.slice(thought + THOUGHT_END.length);
  let found: Record<string, unknown> | null = null;
  let from = answer.indexOf("{");
  for (let tries = 0; from >= 0; tries++) {
    if (tries === MOST_STARTS) return null;
    const end = balancedEnd(answer, from);
    const object = end < 0 ? null : parseObject(answer.slice(from, end));
    if (object !== null) {
      if (found !== null) return null;
      found = object;
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
