import { NumberInput, SegmentedControl, Select, Stack, Switch, TextInput } from "@mantine/core";
import { useEffect, useState } from "react";
import { SettingRow } from "./setting-row.tsx";
import type { Settings, SettingsPatch } from "./use-settings.ts";

const GIBIBYTE = 1024 ** 3;
const providers = [
  { value: "auto", label: "Automatic: the best one that works" },
  { value: "cuda", label: "CUDA (Nvidia)" },
  { value: "dml", label: "DirectML (Windows)" },
  { value: "coreml", label: "CoreML (macOS)" },
  { value: "webgpu", label: "WebGPU" },
  { value: "cpu", label: "CPU" },
];

export interface SettingsPanelProps {
  readonly settings: Settings;
  readonly change: (patch: SettingsPatch) => void;
}

/** How the studio looks and behaves, and where its models run. */
export function GeneralPanel({ settings, change }: SettingsPanelProps) {
  const isKnown = providers.some(({ value }) => value === settings.provider);
  return (
    <Stack gap={10}>
      <SettingRow label="Theme">
        <SegmentedControl
          size="xs"
          aria-label="Theme"
          value={settings.theme}
          data={[
            { value: "dark", label: "Dark" },
            { value: "light", label: "Light" },
            { value: "system", label: "System" },
          ]}
          onChange={(theme) => change({ theme: theme as Settings["theme"] })}
        />
      </SettingRow>
      <AuthorRow author={settings.author} change={change} />
      <SettingRow
        label="Execution provider"
        hint="Where the models run. If it cannot, the next one of this platform is taken and the doctor says why."
      >
        <Select
          size="xs"
          w={250}
          aria-label="Execution provider"
          allowDeselect={false}
          value={settings.provider}
          data={isKnown ? providers : [...providers, { value: settings.provider, label: settings.provider }]}
          onChange={(provider) => provider && change({ provider })}
        />
      </SettingRow>
      <SettingRow label="Embedding cache" hint="Pictures' embeddings kept on disk; the least recently used go first.">
        <NumberInput
          size="xs"
          w={120}
          aria-label="Embedding cache in GB"
          suffix=" GB"
          min={0}
          max={1024}
          step={1}
          decimalScale={2}
          value={settings.embeddingCacheBytes / GIBIBYTE}
          onBlur={(event) => {
            const value = Number.parseFloat(event.currentTarget.value);
            if (Number.isFinite(value)) change({ embeddingCacheBytes: Math.round(value * GIBIBYTE) });
          }}
        />
      </SettingRow>
      <SettingRow label="Go on after a verdict" hint="Opens the next unreviewed sample by itself.">
        <Switch
          aria-label="Go on after a verdict"
          checked={settings.autoAdvance}
          onChange={(event) => change({ autoAdvance: event.currentTarget.checked })}
        />
      </SettingRow>
      <SettingRow label="Discover candidates by itself" hint="Starts a run when a sample without candidates is opened.">
        <Switch
          aria-label="Discover candidates by itself"
          checked={settings.autoDiscover}
          onChange={(event) => change({ autoDiscover: event.currentTarget.checked })}
        />
      </SettingRow>
    </Stack>
  );
}

function AuthorRow({ author, change }: { readonly author: string; readonly change: SettingsPanelProps["change"] }) {
  const [text, setText] = useState(author);
  useEffect(() => setText(author), [author]);
  return (
    <SettingRow label="Author" hint="Signs every change that you make from now on.">
      <TextInput
        size="xs"
        w={250}
        aria-label="Author"
        maxLength={200}
        value={text}
        error={text.trim() === "" ? "A name is needed." : null}
        onChange={(event) => setText(event.currentTarget.value)}
        onBlur={() => text.trim() !== "" && text.trim() !== author && change({ author: text.trim() })}
      />
    </SettingRow>
  );
}
