import { AppError } from "#core/errors";

/** A file that is read whole: annotations of one image, a manifest. Larger ones have to be streamed. */
export const MAX_WHOLE_FILE = 64 * 2 ** 20;
/** One element of a streamed array, one line of a JSON Lines file. */
export const MAX_ELEMENT = 64 * 2 ** 20;
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
