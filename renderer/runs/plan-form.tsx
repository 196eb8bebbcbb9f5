import { NumberInput, SegmentedControl, Select } from "@mantine/core";
import type { ReactNode } from "react";
import type { BatchPlan } from "#core/samples";
import { useText } from "#renderer/language";
import { choices, type usePacks } from "#renderer/settings";
import styles from "./runs.module.css";

interface PlanFormProps {
  readonly plan: BatchPlan;
  readonly packs: readonly NonNullable<ReturnType<typeof usePacks>["data"]>[number][];
  readonly onChange: (patch: Partial<BatchPlan>) => void;
}

/** Stands for no choice of one's own: each picture chooses. */
const BY_PICTURE = "automatic";

/** What the run does with each sample. Settings that the picture decides are not asked for. */
export function PlanForm({ plan, packs, onChange }: PlanFormProps) {
  const names = [...new Set(["mobilesam", plan.pack ?? "mobilesam", ...packs.flatMap(({ id }) => id ?? [])])];
  const text = useText();
  const words = text.settings.runs;
  const labels = text.runs.fresh;
  const reasons = plan.automatic || plan.evaluator === "pack" || plan.evaluator === "chat";
  return (
    <>
      <Field label={labels.candidates}>
        <SegmentedControl
          size="xs"
          fullWidth
          aria-label={labels.candidates}
          value={plan.candidates}
          data={[
            { value: "discover", label: labels.discover },
            { value: "keep", label: labels.keep },
          ]}
          onChange={(value) => onChange({ candidates: value === "keep" ? "keep" : "discover" })}
        />
      </Field>
      <Field label={labels.pack}>
        <Select
          size="xs"
          aria-label={labels.pack}
          allowDeselect={false}
          value={plan.automatic ? BY_PICTURE : (plan.pack ?? "mobilesam")}
          data={[{ value: BY_PICTURE, label: labels.byPicture }, ...names]}
          onChange={(pack) => onChange(packChoice(pack, packs))}
        />
      </Field>
      {!plan.automatic && (
        <>
          <Field label={labels.attention}>
            <Choice
              label={labels.attention}
              value={plan.attention}
              data={choices(words.attentions)}
              onPick={(attention) => onChange({ attention })}
            />
          </Field>
          <Field label={labels.evaluator}>
            <Choice
              label={labels.evaluator}
              value={plan.evaluator}
              data={choices(words.evaluators)}
              onPick={(evaluator) => onChange({ evaluator, ...(readsNothing(evaluator) ? { cot: null } : {}) })}
            />
          </Field>
        </>
      )}
      <Field label={labels.reasoning}>
        <Select
          size="xs"
          aria-label={labels.reasoning}
          allowDeselect={false}
          disabled={!reasons}
          value={plan.cot === null ? "default" : plan.cot ? "on" : "off"}
          data={choices(words.reasonings)}
          onChange={(value) => onChange({ cot: value === "default" ? null : value === "on" })}
        />
      </Field>
      <div className={styles.numbers}>
        <Count
          label={labels.groupSize}
          value={plan.groupSize}
          min={1}
          max={15}
          onPick={(groupSize) => onChange({ groupSize })}
        />
        <Count label={labels.seed} value={plan.seed} min={0} max={2 ** 31} onPick={(seed) => onChange({ seed })} />
      </div>
    </>
  );
}

/** A pack that was chosen brings what it has; the rest stays as mobilesam has it. */
function packChoice(name: string | null, packs: PlanFormProps["packs"]): Partial<BatchPlan> {
  if (name === BY_PICTURE) return { automatic: true, pack: null, attention: "grid", evaluator: "predicted-iou" };
  const pack = packs.find(({ id }) => id === name);
  return {
    automatic: false,
    pack: name === "mobilesam" ? null : name,
    attention: pack?.segmenter ? "pack" : "grid",
    evaluator: pack?.evaluator ? "pack" : "predicted-iou",
    ...(pack?.evaluator ? {} : { cot: null }),
  };
}

const readsNothing = (evaluator: BatchPlan["evaluator"]): boolean => evaluator !== "pack" && evaluator !== "chat";

function Field({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <div className={styles.field}>
      <span className={styles.label} aria-hidden>
        {label}
      </span>
      {children}
    </div>
  );
}

interface ChoiceProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly data: readonly { readonly value: string; readonly label: string }[];
  readonly onPick: (value: T) => void;
}

function Choice<T extends string>({ label, value, data, onPick }: ChoiceProps<T>) {
  return (
    <Select
      size="xs"
      aria-label={label}
      allowDeselect={false}
      value={value}
      data={[...data]}
      onChange={(picked) => picked && onPick(picked as T)}
    />
  );
}

interface CountProps {
  readonly label: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly onPick: (value: number) => void;
}

function Count({ label, value, min, max, onPick }: CountProps) {
  return (
    <Field label={label}>
      <NumberInput
        size="xs"
        aria-label={label}
        {...{ min, max, value }}
        allowDecimal={false}
        onChange={(typed) => typeof typed === "number" && typed >= min && typed <= max && onPick(typed)}
      />
    </Field>
  );
}
