/** The parts of a KeyboardEvent that matter, so that tests need no browser. */
export interface KeyPress {
  readonly key: string;
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

interface Combo {
  readonly mod: boolean;
  readonly alt: boolean;
  readonly shift: boolean;
  readonly key: string;
}

const parsed = new Map<string, Combo>();

/** "Mod+Shift+Z": Mod is Ctrl, on a Mac the command key. */
function parse(keys: string): Combo {
  const known = parsed.get(keys);
  if (known) return known;
  const parts = keys.split("+");
  // "Mod++" and "+" name the plus key itself.
  const key = keys.endsWith("+") ? "+" : (parts.at(-1) ?? "");
  const combo = { mod: parts.includes("Mod"), alt: parts.includes("Alt"), shift: parts.includes("Shift"), key };
  parsed.set(keys, combo);
  return combo;
}

/** Signs that need Shift on some keyboards and not on others: what was typed counts, not how. */
const isSign = (key: string): boolean => key.length === 1 && !/[a-z0-9]/i.test(key);

export function matches(keys: string, press: KeyPress, isMac: boolean): boolean {
  const combo = parse(keys);
  const mod = isMac ? press.metaKey : press.ctrlKey;
  const other = isMac ? press.ctrlKey : press.metaKey;
  if (mod !== combo.mod || other || press.altKey !== combo.alt) return false;
  if (!isSign(combo.key) && press.shiftKey !== combo.shift) return false;
  if (combo.key === "Space") return press.code === "Space";
  if (/^[0-9]$/.test(combo.key)) return press.key === combo.key || press.code === `Digit${combo.key}`;
  // With another alphabet on the keyboard the letter's place counts.
  const isLatin = /^[\x20-\x7e]$/.test(press.key);
  if (/^[A-Z]$/.test(combo.key) && !isLatin) return press.code === `Key${combo.key}`;
  return press.key.toLowerCase() === combo.key.toLowerCase();
}

const macSigns: Readonly<Record<string, string>> = { Mod: "⌘", Alt: "⌥", Shift: "⇧", Enter: "↵", Backspace: "⌫" };
const signs: Readonly<Record<string, string>> = { Mod: "Ctrl", Enter: "↵", Backspace: "⌫" };

/** As it is written on a button: "Ctrl ↵". */
export function keyLabel(keys: string, isMac: boolean): string {
  const parts = keys === "+" ? ["+"] : keys.split("+");
  return parts.map((part) => (isMac ? macSigns[part] : signs[part]) ?? part).join(" ");
}

interface Target {
  readonly tagName?: string;
  readonly type?: string;
  readonly isContentEditable?: boolean;
}

const NOT_TYPED: ReadonlySet<string> = new Set(["button", "checkbox", "radio", "range", "submit", "reset", "color"]);

/** Whether keys that go to this element are somebody's text. */
export function isTyping(target: Target | null): boolean {
  if (!target) return false;
  const tag = target.tagName?.toUpperCase();
  if (tag === "INPUT") return !NOT_TYPED.has(target.type ?? "text");
  return tag === "TEXTAREA" || tag === "SELECT" || target.isContentEditable === true;
}

export const runsOnMac = (): boolean =>
  typeof navigator !== "undefined" && /mac|iphone|ipad/i.test(navigator.platform || navigator.userAgent);
