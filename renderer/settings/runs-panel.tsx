import { Alert, NumberInput, Select, Stack } from "@mantine/core";
import type { SettingsPanelProps } from "./general-panel.tsx";
import { attentions, evaluators, problemOf, reasonings } from "./run-choices.ts";
import { SettingRow } from "./setting-row.tsx";
import { isUsable, usePacks } from "./use-packs.ts";
import type { Settings } from "./use-settings.ts";

type RunSettings = Settings["run"];

const NOTHING_CHOSEN = { pack: null, attention: "grid", evaluator: "predicted-iou", automatic: true } as const;

/** Stands for no choice at all: the picture decides. */
const AUTOMATIC = "automatic";
const byPicture = { value: AUTOMATIC, label: "By the picture (default)" };
const asThePack = { value: AUTOMATIC, label: "As the pack has it, else none" };

/** What a run uses that is started in the studio. */
export function RunsPanel({ settings, change }: SettingsPanelProps) {
  const packs = usePacks();
  const { run, endpoint } = settings;
  const set = (patch: Partial<RunSettings>) => change({ run: { ...run, ...patch } });
  const choose = (patch: Partial<RunSettings>) => set({ automatic: false, ...patch });
  const leaveToPicture = () => change({ run: { ...run, ...NOTHING_CHOSEN } });
  const usable = packs.data?.filter(isUsable) ?? [];
  const chosen = usable.find((pack) => pack.id === (run.pack ?? "mobilesam"));
  const names = [...new Set([run.pack ?? "mobilesam", ...usable.flatMap((pack) => pack.id ?? [])])];
  const problem = run.automatic ? null : problemOf(run, chosen, endpoint !== null);
  const reasons = run.automatic || run.evaluator === "pack" || run.evaluator === "chat";
  return (
    <Stack gap={10}>
      <SettingRow
        label="Model pack"
        hint={
          run.automatic
            ? "A pack that was made for pictures like the one at hand, with its attention and scores. For other pictures SAM proposes masks and nothing reads the question."
            : (chosen?.domain ?? "Brings SAM, and where it has them a segmenter and an evaluator.")
        }
      >
        <Select
          size="xs"
          w={250}
          aria-label="Model pack"
          allowDeselect={false}
          value={run.automatic ? AUTOMATIC : (run.pack ?? "mobilesam")}
          data={[byPicture, ...names]}
          onChange={(pack) => {
            if (pack === AUTOMATIC) leaveToPicture();
            else if (pack) choose({ pack: pack === "mobilesam" ? null : pack });
          }}
        />
      </SettingRow>
      <SettingRow label="Attention" hint="Where candidates are looked for. Your own clicks can always take its place.">
        <Select
          size="xs"
          w={250}
          aria-label="Attention"
          allowDeselect={false}
          value={run.automatic ? AUTOMATIC : run.attention}
          data={run.automatic ? [asThePack, ...attentions] : attentions}
          onChange={(value) => value && value !== AUTOMATIC && choose({ attention: value as RunSettings["attention"] })}
        />
      </SettingRow>
      <SettingRow label="Evaluator" hint="Whose scores rank the candidates.">
        <Select
          size="xs"
          w={250}
          aria-label="Evaluator"
          allowDeselect={false}
          value={run.automatic ? AUTOMATIC : run.evaluator}
          data={run.automatic ? [asThePack, ...evaluators] : evaluators}
          onChange={(value) => value && value !== AUTOMATIC && choose({ evaluator: value as RunSettings["evaluator"] })}
        />
      </SettingRow>
      <SettingRow label="Group size" hint="Masks that the evaluator sees and compares at once; the paper shows five.">
        <NumberInput
          size="xs"
          w={80}
          aria-label="Group size"
          min={1}
          max={15}
          allowDecimal={false}
          value={run.groupSize}
          onChange={(value) => typeof value === "number" && value >= 1 && value <= 15 && set({ groupSize: value })}
        />
      </SettingRow>
      <SettingRow label="Chain of thought" hint="Lets the evaluator reason before it gives its scores.">
        <Select
          size="xs"
          w={250}
          aria-label="Chain of thought"
          allowDeselect={false}
          disabled={!reasons}
          value={run.cot === null ? "default" : run.cot ? "on" : "off"}
          data={reasonings}
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
