import { createElement, Fragment, type ReactNode } from "react";

/** Private-use characters, which no text has: they hold the places while the language puts its words around them. */
const FIRST = 0xe000;
const HELD = /([\ue000-\ue00f])/;

/**
 * A text of the catalogue with more than words in its places, e.g. a key or a name in bold. The language says where they
 * stand, which halves of a sentence around them could not.
 */
export function filled(text: (...places: string[]) => string, ...nodes: readonly ReactNode[]): ReactNode {
  const held = nodes.map((_, place) => String.fromCharCode(FIRST + place));
  const parts = text(...held)
    .split(HELD)
    .map((part) => (HELD.test(part) ? nodes[part.charCodeAt(0) - FIRST] : part));
  return createElement(Fragment, null, ...parts);
}
