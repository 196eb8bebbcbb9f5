import type { SampleDetail } from "#core/samples";

export type Drawable = "heatmap" | "seeds" | "allContours";

export interface PipelineStep {
  readonly id: string;
  readonly title: string;
  /** How this step was done, in a few words. */
  readonly how: string;
  readonly value: string;
  /** What the number is and whose, for the tooltip. */
  readonly explanation: string;
  /** What of it can be drawn on the canvas. */
  readonly draws: Drawable | null;
}

type Run = NonNullable<SampleDetail["run"]>;

const attentionWords: Readonly<Record<Run["attentionSource"], string>> = {
  grid: "uniform grid",
  clicks: "your clicks",
  pack: "prompt token",
  chat: "chat endpoint",
};

const setting = (run: Run, key: string, text: (value: string) => string, otherwise: string): string =>
  run.settings[key] === undefined ? otherwise : text(String(run.settings[key]));

/** The pipeline of a run, step by step, with how many masks each left over. */
export function stepsOf(run: Run): readonly PipelineStep[] {
  const { funnel, attention, evaluator } = run;
  const source = attentionWords[run.attentionSource];
  const whose = `Run of ${new Date(run.at).toLocaleString()} with ${run.pack}.`;
  const step = (
    id: string,
    title: string,
    how: string,
    value: number,
    explanation: string,
    draws: Drawable | null = null,
  ) => ({
    id,
    title,
    how,
    value: value.toLocaleString("en"),
    explanation: `${explanation} ${whose}`,
    draws,
  });
  const ranked = evaluator === "predicted-iou";
  return [
    step(
      "attention",
      "Attention",
      source,
      attention.rows * attention.cols,
      `Cells of the ${attention.rows} x ${attention.cols} attention map; its source: ${source}. Click to draw it (M).`,
      "heatmap",
    ),
    step(
      "seeds",
      "Seeds",
      "drawn from attention",
      funnel.seeds,
      "Points sampled from the attention, at which SAM was asked. Click to draw them.",
      "seeds",
    ),
    step(
      "proposed",
      "Proposed",
      "SAM, 3 a seed",
      funnel.proposed,
      "Masks that SAM proposed at the seeds, several granularities each.",
    ),
    step(
      "predicted-iou",
      "Predicted IoU",
      setting(run, "predIou", (value) => `≥ ${value}`, "threshold"),
      funnel.afterPredictedIou,
      "Masks left after dropping those that SAM itself estimates to be poor.",
    ),
    step(
      "stability",
      "Stability",
      setting(run, "stability", (value) => `≥ ${value}`, "threshold"),
      funnel.afterStability,
      "Masks left after dropping those that change much with the threshold.",
    ),
    step(
      "nms",
      "NMS",
      setting(run, "nmsIou", (value) => `IoU ≤ ${value}`, "duplicates out"),
      funnel.afterNms,
      "Masks left after dropping near-duplicates of better ones (non-maximum suppression).",
    ),
    step(
      "ranked",
      "Ranked",
      ranked ? "by SAM's predicted IoU" : `by ${evaluator}`,
      funnel.kept,
      ranked
        ? "Candidates in the order of SAM's predicted IoU: not an answer to the question. Click to draw all contours."
        : `Candidates in the order of the score of ${evaluator}. Click to draw all contours.`,
      "allContours",
    ),
  ];
}
