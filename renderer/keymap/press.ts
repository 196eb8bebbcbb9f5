/** The parts of a KeyboardEvent that matter, so that tests need no browser. */
export interface KeyPress {
  readonly key: string;
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
  /** AltGr is down; left out: it is not. Windows tells it as Ctrl and Alt besides. */
  readonly altGraph?: boolean;
}

export interface Combo {
  readonly mod: boolean;
  readonly alt: boolean;
  readonly shift: boolean;
  readonly key: string;
}

const parsed = new Map<string, Combo>();

/** "Mod+Shift+Z": Mod is Ctrl, on a Mac the command key. */
export function parse(keys: string): Combo {
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
export const isSign = (key: string): boolean => key.length === 1 && !/[a-z0-9]/i.test(key);

/**
 * A sign that is typed with AltGr, or with Option on a Mac, as `[` is on a German keyboard: those keys then chose the
 * sign and are no modifiers of their own.
 */
function choosesSign(key: string, press: KeyPress, isMac: boolean): boolean {
  return isSign(key) && press.key === key && (press.altGraph === true || (isMac && press.altKey));
}

export function matches(keys: string, press: KeyPress, isMac: boolean): boolean {
  const combo = parse(keys);
  const mod = isMac ? press.metaKey : press.ctrlKey;
  const other = isMac ? press.ctrlKey : press.metaKey;
  if (!combo.alt && choosesSign(combo.key, press, isMac)) return combo.mod === (isMac ? mod : false) && !other;
  if (mod !== combo.mod || other || press.altKey !== combo.alt) return false;
  if (!isSign(combo.key) && press.shiftKey !== combo.shift) return false;
  return isKey(combo.key, press);
}

/** Whether the key itself is meant, whatever modifiers are down. */
export const meansKey = (keys: string, press: KeyPress): boolean => isKey(parse(keys).key, press);

function isKey(key: string, press: KeyPress): boolean {
  if (key === "Space") return press.code === "Space";
  // With AltGr a key types something else than what stands on it.
  const byPlace = press.altGraph !== true;
  if (/^[0-9]$/.test(key)) return press.key === key || (byPlace && press.code === `Digit${key}`);
  // With another alphabet on the keyboard the letter's place counts, as with Option on a Mac.
  const isLatin = /^[\x20-\x7e]$/.test(press.key);
  if (/^[A-Z]$/.test(key) && !isLatin) return byPlace && press.code === `Key${key}`;
  return press.key.toLowerCase() === key.toLowerCase();
}

const arrows = { ArrowLeft: "←", ArrowRight: "→", ArrowUp: "↑", ArrowDown: "↓" };
const macSigns: Readonly<Record<string, string>> = {
  ...arrows,
  Mod: "⌘",
  Alt: "⌥",
  Shift: "⇧",
  Enter: "↵",
  Backspace: "⌫",
};
const signs: Readonly<Record<string, string>> = { ...arrows, Mod: "Ctrl", Enter: "↵", Backspace: "⌫" };

/** "Mod+Shift+Z" in its parts; the plus key is a part too. */
function partsOf(keys: string): string[] {
  const { mod, alt, shift, key } = parse(keys);
  return [...(mod ? ["Mod"] : []), ...(alt ? ["Alt"] : []), ...(shift ? ["Shift"] : []), key];
}

/** As it is written on a button: "Ctrl ↵". */
export function keyLabel(keys: string, isMac: boolean): string {
  return partsOf(keys)
    .map((part) => (isMac ? macSigns[part] : signs[part]) ?? part)
    .join(" ");
}

/** As `aria-keyshortcuts` wants it. */
export function ariaKeys(keys: string, isMac: boolean): string {
  return partsOf(keys)
    .map((part) => (part === "Mod" ? (isMac ? "Meta" : "Control") : part === "+" ? "Plus" : part))
    .join("+");
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
