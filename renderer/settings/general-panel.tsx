import { Button, SegmentedControl, Stack, TextInput } from "@mantine/core";
import { useEffect, useState } from "react";
import { useText } from "#renderer/language";
import { askForTour } from "#renderer/tour";
import { SettingRow } from "./setting-row.tsx";
import { SwitchRow } from "./switch-row.tsx";
import type { Settings, SettingsPatch } from "./use-settings.ts";

export interface SettingsPanelProps {
  readonly settings: Settings;
  readonly change: (patch: SettingsPatch) => void;
}

/** How the studio looks and behaves. */
export function GeneralPanel({ settings, change }: SettingsPanelProps) {
  const {
    help,
    settings: { general: words },
  } = useText();
  return (
    <Stack gap={10}>
      <SettingRow label={words.theme}>
        <SegmentedControl
          size="xs"
          aria-label={words.theme}
          value={settings.theme}
          data={[
            { value: "dark", label: words.dark },
            { value: "light", label: words.light },
            { value: "system", label: words.system },
          ]}
          onChange={(theme) => change({ theme: theme as Settings["theme"] })}
        />
      </SettingRow>
      <AuthorRow author={settings.author} change={change} />
      <SwitchRow
        label={words.advance}
        hint={words.advanceHint}
        checked={settings.autoAdvance}
        onChange={(autoAdvance) => change({ autoAdvance })}
      />
      <SwitchRow
        label={words.discover}
        hint={words.discoverHint}
        checked={settings.autoDiscover}
        onChange={(autoDiscover) => change({ autoDiscover })}
      />
      <SettingRow label={words.tour} hint={words.tourHint}>
        <Button size="compact-sm" variant="default" onClick={askForTour}>
          {help.tour}
        </Button>
      </SettingRow>
    </Stack>
  );
}

function AuthorRow({ author, change }: { readonly author: string; readonly change: SettingsPanelProps["change"] }) {
  const words = useText().settings.general;
  const [text, setText] = useState(author);
  useEffect(() => setText(author), [author]);
  return (
    <SettingRow label={words.author} hint={words.authorHint}>
      <TextInput
        size="xs"
        w={250}
        aria-label={words.author}
        maxLength={200}
        value={text}
        error={text.trim() === "" ? words.authorNeeded : null}
        onChange={(event) => setText(event.currentTarget.value)}
        onBlur={() => text.trim() !== "" && text.trim() !== author && change({ author: text.trim() })}
      />
    </SettingRow>
  );
}
