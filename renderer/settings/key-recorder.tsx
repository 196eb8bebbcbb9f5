import type { KeyboardEvent } from "react";
import { combinationOf, runsOnMac } from "#renderer/keymap";
import { useText } from "#renderer/language";
import styles from "./keys.module.css";

interface KeyRecorderProps {
  readonly onKey: (keys: string) => void;
  readonly onLeave: () => void;
}

/** Takes the next key that is pressed; Escape, or going elsewhere, takes none. */
export function KeyRecorder({ onKey, onLeave }: KeyRecorderProps) {
  const words = useText().keys;
  const press = (event: KeyboardEvent): void => {
    // Neither the dialog nor an action is meant.
    event.preventDefault();
    event.stopPropagation();
    if (event.key === "Escape") {
      onLeave();
      return;
    }
    const altGraph = event.getModifierState("AltGraph");
    const { key, code, ctrlKey, metaKey, altKey, shiftKey } = event;
    const keys = combinationOf({ key, code, ctrlKey, metaKey, altKey, shiftKey, altGraph }, runsOnMac());
    if (keys !== null) onKey(keys);
  };
  return (
    <button
      type="button"
      className={styles.recorder}
      // biome-ignore lint/a11y/noAutofocus: a person has just asked for it.
      autoFocus
      title={words.pressHint}
      // Mantine's dialogs close on Escape before anyone else hears of it, but for this mark.
      data-mantine-stop-propagation="true"
      data-testid="key-recorder"
      onKeyDown={press}
      onBlur={onLeave}
    >
      {words.press}
    </button>
  );
}
