import { Alert, NumberInput, Select, Stack } from "@mantine/core";
import { useText } from "#renderer/language";
import type { SettingsPanelProps } from "./general-panel.tsx";
import { choices, problemOf } from "./run-choices.ts";
import { SettingRow } from "./setting-row.tsx";
import { isUsable, usePacks } from "./use-packs.ts";
import type { Settings } from "./use-settings.ts";

type RunSettings = Settings["run"];

const NOTHING_CHOSEN = { pack: null, attention: "grid", evaluator: "predicted-iou", automatic: true } as const;

/** Stands for no choice at all: the picture decides. */
const AUTOMATIC = "automatic";

/** What a run uses that is started in the studio. */
export function RunsPanel({ settings, change }: SettingsPanelProps) {
  const words = useText().settings.runs;
  const packs = usePacks();
  const { run, endpoint } = settings;
  const set = (patch: Partial<RunSettings>) => change({ run: { ...run, ...patch } });
  const choose = (patch: Partial<RunSettings>) => set({ automatic: false, ...patch });
  const leaveToPicture = () => change({ run: { ...run, ...NOTHING_CHOSEN } });
  const usable = packs.data?.filter(isUsable) ?? [];
  const chosen = usable.find((pack) => pack.id === (run.pack ?? "mobilesam"));
  const names = [...new Set([run.pack ?? "mobilesam", ...usable.flatMap((pack) => pack.id ?? [])])];
  const problem = run.automatic ? null : problemOf(words, run, chosen, endpoint !== null);
  const attentions = choices(words.attentions);
  const evaluators = choices(words.evaluators);
  const asThePack = { value: AUTOMATIC, label: words.asThePack };
  const reasons = run.automatic || run.evaluator === "pack" || run.evaluator === "chat";
  return (
    <Stack gap={10}>
      <SettingRow label={words.pack} hint={run.automatic ? words.packByPicture : (chosen?.domain ?? words.packHint)}>
        <Select
          size="xs"
          w={250}
          aria-label={words.pack}
          allowDeselect={false}
          value={run.automatic ? AUTOMATIC : (run.pack ?? "mobilesam")}
          data={[{ value: AUTOMATIC, label: words.byPicture }, ...names]}
          onChange={(pack) => {
            if (pack === AUTOMATIC) leaveToPicture();
            else if (pack) choose({ pack: pack === "mobilesam" ? null : pack });
          }}
        />
      </SettingRow>
      <SettingRow label={words.attention} hint={words.attentionHint}>
        <Select
          size="xs"
          w={250}
          aria-label={words.attention}
          allowDeselect={false}
          value={run.automatic ? AUTOMATIC : run.attention}
          data={run.automatic ? [asThePack, ...attentions] : attentions}
          onChange={(value) => value && value !== AUTOMATIC && choose({ attention: value as RunSettings["attention"] })}
        />
      </SettingRow>
      <SettingRow label={words.evaluator} hint={words.evaluatorHint}>
        <Select
          size="xs"
          w={250}
          aria-label={words.evaluator}
          allowDeselect={false}
          value={run.automatic ? AUTOMATIC : run.evaluator}
          data={run.automatic ? [asThePack, ...evaluators] : evaluators}
          onChange={(value) => value && value !== AUTOMATIC && choose({ evaluator: value as RunSettings["evaluator"] })}
        />
      </SettingRow>
      <SettingRow label={words.group} hint={words.groupHint}>
        <NumberInput
          size="xs"
          w={80}
          aria-label={words.group}
          min={1}
          max={15}
          allowDecimal={false}
          value={run.groupSize}
          onChange={(value) => typeof value === "number" && value >= 1 && value <= 15 && set({ groupSize: value })}
        />
      </SettingRow>
      <SettingRow label={words.cot} hint={words.cotHint}>
        <Select
          size="xs"
          w={250}
          aria-label={words.cot}
          allowDeselect={false}
          disabled={!reasons}
          value={run.cot === null ? "default" : run.cot ? "on" : "off"}
          data={choices(words.reasonings)}
          onChange={(value) => set({ cot: value === "default" ? null : value === "on" })}
        />
      </SettingRow>
      {problem !== null && (
        <Alert color="yellow" variant="light" p={10}>
          {problem}
        </Alert>
      )}
    </Stack>
  );
}
