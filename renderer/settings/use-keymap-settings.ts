import { useEffect } from "react";
import { useKeymap } from "#renderer/keymap";
import { useSettings } from "./use-settings.ts";

/** Puts the person's keys in force, here and after each change. */
export function useKeymapSettings(): void {
  const keymap = useSettings().data?.keys;
  useEffect(() => {
    if (keymap) useKeymap.setState({ keymap });
  }, [keymap]);
}
