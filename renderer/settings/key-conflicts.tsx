import { Alert, Button, Group } from "@mantine/core";
import { type Action, allActions } from "#renderer/actions";
import { type KeyConflict, keepFor, keyLabel, runsOnMac } from "#renderer/keymap";
import { titleOf, useText } from "#renderer/language";
import styles from "./keys.module.css";
import type { Settings } from "./use-settings.ts";

interface KeyConflictsProps {
  readonly keymap: Settings["keys"];
  readonly conflicts: readonly KeyConflict<Action>[];
  readonly set: (keymap: Settings["keys"]) => void;
}

/** Keys with two meanings, from a preset below one's own changes or from a file: a person decides each. */
export function KeyConflicts({ keymap, conflicts, set }: KeyConflictsProps) {
  const words = useText().keys;
  if (conflicts.length === 0) return null;
  return (
    <Alert color="yellow" variant="light" p={10} title={words.conflicts(conflicts.length)} data-testid="key-conflicts">
      {words.conflictsHint}
      {conflicts.map(({ key, owners }) => (
        <Group key={key} gap={6} mt={6} className={styles.conflict}>
          <kbd>{keyLabel(key, runsOnMac())}</kbd>
          {owners.map((owner) => (
            <Button
              key={owner.id}
              size="compact-xs"
              variant="default"
              onClick={() => set(keepFor(keymap, allActions, owner.id, key))}
            >
              {words.keepFor(titleOf(owner))}
            </Button>
          ))}
        </Group>
      ))}
    </Alert>
  );
}
