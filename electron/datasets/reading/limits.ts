import { AppError } from "#core/errors";

/** A file that is read whole: annotations of one image, a manifest. Larger ones have to be streamed. */
export const MAX_WHOLE_FILE = 64 * 2 ** 20;
/** One element of a streamed array, one line of a JSON Lines file. */
export const MAX_ELEMENT = 64 * 2 ** 20;
/** Values in one text that is parsed at once: small ones take some tens of bytes each, ten times their text. */
export const MAX_VALUES = 8_000_000;
/** Arrays in objects in arrays: no format here nests deeper, and recursion over it must not exhaust the stack. */
export const MAX_DEPTH = 200;

export function tooLarge(what: string, where: string, limit: number): AppError {
  return new AppError({
    code: "too-large",
    message: `${what} is larger than ${Math.round(limit / 2 ** 20)} MiB.`,
    where,
    cure: "Check that this is the right file; split it if it is.",
  });
}

/** Throws `bad-input` where a parsed value nests deeper than MAX_DEPTH. Walks without recursion. */
export function assertShallow(value: unknown, where: string): void {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MAX_DEPTH) {
      throw new AppError({
        code: "bad-input",
        message: `It nests deeper than ${MAX_DEPTH} levels.`,
        where,
        cure: "Check that this is the right file; no dataset format nests so deeply.",
      });
    }
    const next: unknown[] = [];
    for (const item of level) {
      if (item === null || typeof item !== "object") continue;
      for (const child of Object.values(item)) if (child !== null && typeof child === "object") next.push(child);
    }
    level = next;
  }
}

/** Throws `too-large` for JSON of so many values that parsing it would take too much memory. Counts without parsing. */
export function assertFewValues(text: string, where: string): void {
  if (text.length <= MAX_VALUES) return;
  let values = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === COMMA || code === OPEN_ARRAY || code === OPEN_OBJECT) values++;
  }
  if (values <= MAX_VALUES) return;
  throw new AppError({
    code: "too-large",
    message: `This has more than ${MAX_VALUES} values in one piece.`,
    where,
    cure: "Check that this is the right file; split it if it is.",
  });
}

const [COMMA, OPEN_ARRAY, OPEN_OBJECT] = [0x2c, 0x5b, 0x7b];
