import { parse } from "./press.ts";

/** Why a combination cannot be given to an action. */
export type Refusal = "pan" | "outline" | "leave" | "browser";

/** Browsers keep these for themselves: most of them whatever a page says, and the rest people rely on. */
const OF_BROWSERS: ReadonlySet<string> = new Set([
  "Mod+N",
  "Mod+T",
  "Mod+W",
  "Mod+Tab",
  "Mod+Shift+N",
  "Mod+Shift+T",
  "Mod+Shift+W",
  "Mod+Shift+Tab",
  // Load the page anew,
  "F5",
  "Mod+F5",
  "Shift+F5",
  "Mod+R",
  "Mod+Shift+R",
  // fill the screen, and open the tools for developers.
  "F11",
  "F12",
]);

/** Keys with one meaning that everything relies on are no action's. */
export function refusalOf(keys: string): Refusal | null {
  if (keys === "Space") return "pan";
  if (keys === "Enter" || keys === "Backspace") return "outline";
  if (keys.endsWith("Escape")) return "leave";
  return OF_BROWSERS.has(keys) ? "browser" : null;
}

/** Keys that move within lists, fields and from control to control: an action has them only where no control does. */
export const movesFocus = (keys: string): boolean => {
  const { mod, alt, key } = parse(keys);
  return !mod && !alt && /^(Arrow\w+|Home|End|PageUp|PageDown|Tab|Delete)$/.test(key);
};
