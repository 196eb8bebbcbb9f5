import { SegmentedControl } from "@mantine/core";
import { useText } from "#renderer/language";
import {
  chooseLayer,
  type Run,
  type StepId,
  shownAttention,
  showOfInitial,
  usePipelineView,
} from "#renderer/pipeline-steps";
import { AttentionBar, LogitsBar } from "./colour-bar.tsx";
import styles from "./pipeline-view.module.css";

const AGGREGATE = "all";

/** What of a step is drawn, where there is a choice, and what its colours mean. */
export function StepChoices({ step, run }: { readonly step: StepId; readonly run: Run }) {
  const words = useText().pipeline;
  const layer = usePipelineView((view) => view.layer);
  const shows = usePipelineView((view) => view.initialShows);
  if (step === "attention") {
    const layers = run.trace?.layers ?? [];
    const shown = shownAttention(run, layer).layer;
    return (
      <div className={styles.choices}>
        {layers.length > 0 && (
          <SegmentedControl
            size="xs"
            aria-label={words.layers}
            value={shown === null ? AGGREGATE : String(shown)}
            onChange={(value) => chooseLayer(value === AGGREGATE ? null : Number(value))}
            data={[
              { value: AGGREGATE, label: words.aggregate },
              ...layers.map((one) => ({ value: String(one.layer), label: words.layer(one.layer) })),
            ]}
          />
        )}
        <AttentionBar run={run} layer={layer} />
      </div>
    );
  }
  if (step === "initial" && run.trace !== undefined) {
    return (
      <div className={styles.choices}>
        <SegmentedControl
          size="xs"
          aria-label={words.initial}
          value={shows}
          onChange={(value) => showOfInitial(value === "logits" ? "logits" : "mask")}
          data={[
            { value: "mask", label: words.mask },
            { value: "logits", label: words.logits },
          ]}
        />
        {shows === "logits" && <LogitsBar run={run} />}
      </div>
    );
  }
  return null;
}
