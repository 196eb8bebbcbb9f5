import { Group, NumberInput, Select, TextInput } from "@mantine/core";
import { useText } from "#renderer/language";
import type { Draft, Problems, WholeField } from "./endpoint-draft.ts";
import { SettingRow } from "./setting-row.tsx";

interface EndpointFieldsProps {
  readonly draft: Draft;
  /** Told beside each field, and to a screen reader with it. */
  readonly problems: Problems;
  readonly set: (patch: Partial<Draft>) => void;
}

export function EndpointFields({ draft, problems, set }: EndpointFieldsProps) {
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
      error={problems[key]}
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
          error={problems.url}
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
          error={problems.model}
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
          error={problems.temperature}
          onChange={(value) => typeof value === "number" && set({ temperature: value })}
        />
      </SettingRow>
      <PriceRow price={draft.price} problem={problems.price} set={(price) => set({ price })} />
    </>
  );
}

interface PriceRowProps {
  readonly problem: string | undefined;
  readonly price: Draft["price"];
  readonly set: (price: Draft["price"]) => void;
}

/** Both prices or none: half a price makes no cost. */
function PriceRow({ price, problem, set }: PriceRowProps) {
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
      error={price !== null && price[part] < 0 && problem}
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
