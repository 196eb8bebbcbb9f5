import { Button, Group, NumberInput, Select, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { type Endpoint, endpointSchema } from "#core/samples";
import { useText } from "#renderer/language";
import { EndpointKey } from "./endpoint-key.tsx";
import { EndpointTrial } from "./endpoint-trial.tsx";
import { SettingRow } from "./setting-row.tsx";
import styles from "./settings.module.css";
import { type Settings, useSaveEndpoint } from "./use-settings.ts";

interface Draft {
  readonly url: string;
  readonly model: string;
  readonly maskStyle: Endpoint["maskStyle"];
  readonly maxSide: number;
  readonly concurrency: number;
  readonly timeoutSeconds: number;
  readonly retries: number;
  readonly maxTokens: number;
  readonly temperature: number;
  /** Of a million tokens; null where unknown. */
  readonly price: Endpoint["price"];
}

type WholeField = "maxSide" | "concurrency" | "timeoutSeconds" | "retries" | "maxTokens";

const draftOf = (endpoint: Endpoint | null): Draft => ({
  url: endpoint?.url ?? "",
  model: endpoint?.model ?? "",
  maskStyle: endpoint?.maskStyle ?? "binary",
  maxSide: endpoint?.maxSide ?? 1024,
  concurrency: endpoint?.concurrency ?? 2,
  timeoutSeconds: endpoint?.timeoutSeconds ?? 120,
  retries: endpoint?.retries ?? 4,
  maxTokens: endpoint?.maxTokens ?? 2048,
  temperature: endpoint?.temperature ?? 0,
  price: endpoint?.price ?? null,
});

/** The one address that pictures may be sent to, and what would be sent. Nothing is in force before it is saved. */
export function EndpointPanel({ settings }: { readonly settings: Settings }) {
  const words = useText().endpoint;
  const { endpoint } = settings;
  const [draft, setDraft] = useState(() => draftOf(endpoint));
  const saving = useSaveEndpoint();
  const set = (patch: Partial<Draft>) => setDraft({ ...draft, ...patch });
  const parsed = endpointSchema.safeParse({
    ...(endpoint ?? {}),
    ...draft,
    url: draft.url.trim(),
    model: draft.model.trim(),
  });
  const isChanged = JSON.stringify(draft) !== JSON.stringify(draftOf(endpoint));
  const remove = () => {
    saving.mutate(null);
    setDraft(draftOf(null));
  };
  return (
    <Stack gap={10}>
      <Text size="sm" c="dimmed">
        {words.intro}
      </Text>
      <EndpointFields draft={draft} set={set} />
      <WhatLeaves url={draft.url} maxSide={draft.maxSide} isCrop={draft.maskStyle === "crop"} />
      <Group gap={8}>
        <Button
          size="compact-sm"
          disabled={!parsed.success || !isChanged}
          loading={saving.isPending}
          onClick={() => parsed.success && saving.mutate(parsed.data)}
        >
          {endpoint === null ? words.use : words.save}
        </Button>
        {endpoint !== null && (
          <Button size="compact-sm" variant="default" onClick={remove}>
            {words.remove}
          </Button>
        )}
        {!parsed.success && draft.url.trim() !== "" && (
          <Text size="xs" c="dimmed">
            {draft.model.trim() === "" ? words.noModel : words.noScheme}
          </Text>
        )}
      </Group>
      {endpoint !== null && (
        <>
          <EndpointKey key={endpoint.url} url={endpoint.url} />
          <EndpointTrial />
        </>
      )}
    </Stack>
  );
}

function EndpointFields({ draft, set }: { readonly draft: Draft; readonly set: (patch: Partial<Draft>) => void }) {
  const words = useText().endpoint;
  const whole = (label: string, key: WholeField, min: number, max: number) => (
    <NumberInput
      size="xs"
      w={110}
      aria-label={label}
      min={min}
      max={max}
      allowDecimal={false}
      value={draft[key]}
      onChange={(value) => typeof value === "number" && set({ [key]: value })}
    />
  );
  return (
    <>
      <SettingRow label={words.address} hint={words.addressHint}>
        <TextInput
          size="xs"
          w={320}
          aria-label={words.address}
          placeholder="http://127.0.0.1:8000/v1"
          value={draft.url}
          onChange={(event) => set({ url: event.currentTarget.value })}
        />
      </SettingRow>
      <SettingRow label={words.model}>
        <TextInput
          size="xs"
          w={320}
          aria-label={words.model}
          maxLength={200}
          value={draft.model}
          onChange={(event) => set({ model: event.currentTarget.value })}
        />
      </SettingRow>
      <SettingRow label={words.style} hint={words.styleHint}>
        <Select
          size="xs"
          w={250}
          aria-label={words.style}
          allowDeselect={false}
          value={draft.maskStyle}
          data={Object.entries(words.styles).map(([value, label]) => ({ value, label }))}
          onChange={(value) => value && set({ maskStyle: value as Draft["maskStyle"] })}
        />
      </SettingRow>
      <SettingRow label={words.side} hint={words.sideHint}>
        {whole(words.side, "maxSide", 64, 4096)}
      </SettingRow>
      <SettingRow label={words.concurrency}>{whole(words.concurrency, "concurrency", 1, 64)}</SettingRow>
      <SettingRow label={words.timeout} hint={words.timeoutHint}>
        {whole(words.timeoutLabel, "timeoutSeconds", 1, 3600)}
      </SettingRow>
      <SettingRow label={words.retries} hint={words.retriesHint}>
        {whole(words.retries, "retries", 0, 20)}
      </SettingRow>
      <SettingRow label={words.tokens} hint={words.tokensHint}>
        {whole(words.tokensLabel, "maxTokens", 16, 131_072)}
      </SettingRow>
      <SettingRow label={words.temperature} hint={words.temperatureHint}>
        <NumberInput
          size="xs"
          w={110}
          aria-label={words.temperature}
          min={0}
          max={2}
          step={0.1}
          decimalScale={2}
          value={draft.temperature}
          onChange={(value) => typeof value === "number" && set({ temperature: value })}
        />
      </SettingRow>
      <PriceRow price={draft.price} set={(price) => set({ price })} />
    </>
  );
}

interface PriceRowProps {
  readonly price: Endpoint["price"];
  readonly set: (price: Endpoint["price"]) => void;
}

/** Both prices or none: half a price makes no cost. */
function PriceRow({ price, set }: PriceRowProps) {
  const words = useText().endpoint;
  const field = (label: string, part: "input" | "output") => (
    <NumberInput
      size="xs"
      w={90}
      aria-label={label}
      placeholder={part === "input" ? words.priceInShort : words.priceOutShort}
      min={0}
      decimalScale={4}
      value={price?.[part] ?? ""}
      onChange={(value) => {
        if (typeof value === "number") set({ input: price?.input ?? 0, output: price?.output ?? 0, [part]: value });
        else set(null);
      }}
    />
  );
  return (
    <SettingRow label={words.price} hint={words.priceHint}>
      <Group gap={8} wrap="nowrap">
        {field(words.priceIn, "input")}
        {field(words.priceOut, "output")}
      </Group>
    </SettingRow>
  );
}

/** Said before anything is configured, in full. */
function WhatLeaves(props: { readonly url: string; readonly maxSide: number; readonly isCrop: boolean }) {
  const { url, maxSide, isCrop } = props;
  const words = useText().endpoint;
  const host = URL.canParse(url.trim()) ? new URL(url.trim()).host : "";
  return (
    <div className={styles.leaves} data-testid="what-leaves">
      <b>{words.leaves(host || words.someEndpoint)}</b>
      <ul>
        <li>{words.leavesPicture(maxSide)}</li>
        <li>{words.leavesQuestion}</li>
        <li>{words.leavesMasks(isCrop)}</li>
        <li>{words.leavesName}</li>
      </ul>
      {words.staysHere}
    </div>
  );
}
