import { Button, Group, NumberInput, Select, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { type Endpoint, endpointSchema } from "#core/samples";
import { EndpointKey } from "./endpoint-key.tsx";
import { EndpointTrial } from "./endpoint-trial.tsx";
import { SettingRow } from "./setting-row.tsx";
import styles from "./settings.module.css";
import { type Settings, useSaveEndpoint } from "./use-settings.ts";

const styleNames = [
  { value: "binary", label: "Binary, white on black (the paper)" },
  { value: "overlay", label: "Overlay on the picture" },
  { value: "contour", label: "Contour on the picture" },
  { value: "crop", label: "Crop with context and contour" },
];

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
        An OpenAI-compatible chat endpoint: vLLM, LMDeploy, llama.cpp, Ollama, or a service. Without one nothing ever
        leaves this machine.
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
          {endpoint === null ? "Use this endpoint" : "Save changes"}
        </Button>
        {endpoint !== null && (
          <Button size="compact-sm" variant="default" onClick={remove}>
            Remove
          </Button>
        )}
        {!parsed.success && draft.url.trim() !== "" && (
          <Text size="xs" c="dimmed">
            {draft.model.trim() === ""
              ? "The model's name is missing."
              : "The address has to start with http:// or https://."}
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
      <SettingRow label="Address" hint="Up to and including /v1.">
        <TextInput
          size="xs"
          w={320}
          aria-label="Address"
          placeholder="http://127.0.0.1:8000/v1"
          value={draft.url}
          onChange={(event) => set({ url: event.currentTarget.value })}
        />
      </SettingRow>
      <SettingRow label="Model">
        <TextInput
          size="xs"
          w={320}
          aria-label="Model"
          maxLength={200}
          value={draft.model}
          onChange={(event) => set({ model: event.currentTarget.value })}
        />
      </SettingRow>
      <SettingRow label="Masks are shown as" hint="Stored with the scores: it changes them.">
        <Select
          size="xs"
          w={250}
          aria-label="Masks are shown as"
          allowDeselect={false}
          value={draft.maskStyle}
          data={styleNames}
          onChange={(value) => value && set({ maskStyle: value as Draft["maskStyle"] })}
        />
      </SettingRow>
      <SettingRow label="Longest side of pictures" hint="Pixels; larger ones are scaled down before they are sent.">
        {whole("Longest side of pictures", "maxSide", 64, 4096)}
      </SettingRow>
      <SettingRow label="Requests at once">{whole("Requests at once", "concurrency", 1, 64)}</SettingRow>
      <SettingRow label="Time limit" hint="Seconds for one answer.">
        {whole("Time limit in seconds", "timeoutSeconds", 1, 3600)}
      </SettingRow>
      <SettingRow label="Further tries" hint="After 429, server errors and broken connections.">
        {whole("Further tries", "retries", 0, 20)}
      </SettingRow>
      <SettingRow label="Longest answer" hint="Tokens; reasoning needs room.">
        {whole("Longest answer in tokens", "maxTokens", 16, 131_072)}
      </SettingRow>
      <SettingRow label="Temperature" hint="0 answers as repeatably as the server can.">
        <NumberInput
          size="xs"
          w={110}
          aria-label="Temperature"
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
  const field = (label: string, part: "input" | "output") => (
    <NumberInput
      size="xs"
      w={90}
      aria-label={label}
      placeholder={part === "input" ? "in" : "out"}
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
    <SettingRow label="Price of a million tokens" hint="For the cost in reports; leave it empty where there is none.">
      <Group gap={8} wrap="nowrap">
        {field("Price of a million tokens in", "input")}
        {field("Price of a million tokens out", "output")}
      </Group>
    </SettingRow>
  );
}

/** Said before anything is configured, in full. */
function WhatLeaves(props: { readonly url: string; readonly maxSide: number; readonly isCrop: boolean }) {
  const { url, maxSide, isCrop } = props;
  const surroundings = isCrop ? ", with its surroundings in the original's detail" : "";
  const masks = `for scores: each candidate mask as a picture${surroundings};`;
  const host = URL.canParse(url.trim()) ? new URL(url.trim()).host : "the endpoint";
  return (
    <div className={styles.leaves} data-testid="what-leaves">
      <b>What leaves this machine, to {host || "the endpoint"}, for each run that you start with it:</b>
      <ul>
        <li>the sample's picture, scaled to at most {maxSide} pixels;</li>
        <li>the question;</li>
        <li>{masks}</li>
        <li>the model's name and, if you set one, the key.</li>
      </ul>
      No file names, no verdicts, no ground truth, nothing about you. Runs that start by themselves never use it.
    </div>
  );
}
