import type { KeyOwner } from "./keymap.ts";
import { useKeyLabel } from "./store.ts";

/** The action's first key, as it is now; nothing where it has none. */
export function KeyHint({ of }: { readonly of: KeyOwner }) {
  const label = useKeyLabel(of);
  return label === null ? null : <kbd>{label}</kbd>;
}
