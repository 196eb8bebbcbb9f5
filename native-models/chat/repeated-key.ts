/**
 * The first key that an object, or one inside it, holds twice; null without any. `JSON.parse` keeps the last of them
 * silently, and which was meant nobody knows. `json` is text that `JSON.parse` has accepted.
 */
export function repeatedKey(json: string): string | null {
  // The keys so far of each object that is open; null for an array.
  const open: (Set<string> | null)[] = [];
  let keyComes = false;
  for (let at = 0; at < json.length; at++) {
    const sign = json[at];
    if (sign === '"') {
      const end = stringEnd(json, at);
      const keys = open.at(-1);
      if (keyComes && keys) {
        // Escapes may hide that two keys are one: "sc\u006fres" is "scores".
        const key = JSON.parse(json.slice(at, end)) as string;
        if (keys.has(key)) return key;
        keys.add(key);
        keyComes = false;
      }
      at = end - 1;
    } else if (sign === "{" || sign === "[") {
      open.push(sign === "{" ? new Set() : null);
      keyComes = sign === "{";
    } else if (sign === "}" || sign === "]") {
      open.pop();
    } else if (sign === ",") {
      keyComes = open.at(-1) !== null;
    }
  }
  return null;
}

/** Index behind the quote that closes the one at `start`. */
function stringEnd(json: string, start: number): number {
  let at = start + 1;
  while (at < json.length && json[at] !== '"') at += json[at] === "\\" ? 2 : 1;
  return at + 1;
}
