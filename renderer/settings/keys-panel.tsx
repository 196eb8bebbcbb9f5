import { Select, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { allActions, byGroup, findActions } from "#renderer/actions";
import { conflictsIn } from "#renderer/keymap";
import { useText } from "#renderer/language";
import type { SettingsPanelProps } from "./general-panel.tsx";
import { KeyConflicts } from "./key-conflicts.tsx";
import { KeyRow } from "./key-row.tsx";
import styles from "./keys.module.css";
import { KeysFile } from "./keys-file.tsx";
import { SettingRow } from "./setting-row.tsx";
import type { Settings } from "./use-settings.ts";

type Preset = Settings["keys"]["preset"];

/** Every key can be changed: a preset, and on top of it what a person wants otherwise. */
export function KeysPanel({ settings: { keys: keymap }, change }: SettingsPanelProps) {
  const words = useText().keys;
  const [search, setSearch] = useState("");
  const set = (keys: Settings["keys"]): void => change({ keys });
  const found = findActions(allActions, search, keymap);
  return (
    <Stack gap={10} data-testid="keys-panel">
      <SettingRow label={words.presetLabel} hint={words.presetHint}>
        <Select
          size="xs"
          w={200}
          aria-label={words.presetLabel}
          allowDeselect={false}
          value={keymap.preset}
          data={Object.entries(words.presets).map(([value, label]) => ({ value, label }))}
          onChange={(preset) => preset && set({ ...keymap, preset: preset as Preset })}
        />
      </SettingRow>
      <KeysFile keymap={keymap} set={set} />
      <KeyConflicts keymap={keymap} conflicts={conflictsIn(keymap, allActions)} set={set} />
      <TextInput
        size="xs"
        type="search"
        aria-label={words.search}
        placeholder={words.searchPlaceholder}
        value={search}
        onChange={(event) => setSearch(event.currentTarget.value)}
      />
      {found.length === 0 && (
        <Text size="sm" c="dimmed" role="status">
          {words.nothingFound}
        </Text>
      )}
      {byGroup(found).map(([group, actions]) => (
        <section key={group} aria-label={words.groups[group]} className={styles.group}>
          <h3>{words.groups[group]}</h3>
          {actions.map((action) => (
            <KeyRow key={action.id} action={action} keymap={keymap} set={set} />
          ))}
        </section>
      ))}
    </Stack>
  );
}
