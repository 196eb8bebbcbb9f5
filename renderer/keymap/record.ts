import { isSign, type KeyPress } from "./press.ts";

const MODIFIERS: ReadonlySet<string> = new Set(["Control", "Shift", "Alt", "Meta", "AltGraph", "CapsLock", "Fn"]);
const NAMED =
  /^(Enter|Backspace|Delete|Insert|Home|End|PageUp|PageDown|Tab|Arrow(Left|Right|Up|Down)|F([1-9]|1[0-2]))$/;

/** What was pressed, as a keymap writes it; null for a modifier alone and for keys that have no name of their own. */
export function combinationOf(press: KeyPress, isMac: boolean): string | null {
  if (MODIFIERS.has(press.key) || (isMac ? press.ctrlKey : press.metaKey)) return null;
  const key = nameOf(press);
  if (key === null) return null;
  // A sign is what was typed: Shift, AltGr and a Mac's Option only chose it.
  const chosen = isSign(key) && (press.altGraph === true || (isMac && press.altKey));
  const mod = (isMac ? press.metaKey : press.ctrlKey) && !(chosen && !isMac);
  const alt = press.altKey && !chosen;
  const shift = press.shiftKey && !isSign(key);
  return `${mod ? "Mod+" : ""}${alt ? "Alt+" : ""}${shift ? "Shift+" : ""}${key}`;
}

function nameOf(press: KeyPress): string | null {
  if (press.code === "Space") return "Space";
  const digit = /^Digit([0-9])$/.exec(press.code)?.[1];
  // With AltGr a digit's key types a sign; with Shift it is the digit's own combination, as on the verdict card.
  if (digit !== undefined && press.altGraph !== true) return digit;
  if (/^[a-z0-9]$/i.test(press.key)) return press.key.toUpperCase();
  if (/^[\x21-\x7e]$/.test(press.key)) return press.key;
  const letter = /^Key([A-Z])$/.exec(press.code)?.[1];
  if (letter !== undefined && press.key !== "Dead") return letter;
  return NAMED.test(press.key) ? press.key : null;
}
