import { Tooltip } from "@mantine/core";
import { memo } from "react";
import type { Candidate, CandidateSource } from "#core/samples";
import styles from "./candidates.module.css";
import { Thumbnail } from "./thumbnail.tsx";

export const sourceNames: Readonly<Record<CandidateSource, string>> = {
  original: "original",
  semantic: "semantic",
  amg: "AMG",
  imported: "imported",
  human: "human",
};

interface CandidateCardProps {
  readonly candidate: Candidate;
  readonly url: string;
  readonly isChosen: boolean;
  readonly isTouched: boolean;
  /** An evaluator other than SAM itself has scored the candidates. */
  readonly isScored: boolean;
  readonly onChoose: (candidate: Candidate) => void;
  readonly onHover: (id: string | null) => void;
}

const two = (value: number): string => value.toFixed(2);

export const CandidateCard = memo(function CandidateCard(props: CandidateCardProps) {
  const { candidate, isChosen, isTouched } = props;
  const { rank, source, predictedIou, stability } = candidate;
  const score = props.isScored ? candidate.score : null;
  return (
    <button
      type="button"
      className={styles.card}
      data-testid={`candidate-${rank}`}
      data-candidate-id={candidate.id}
      aria-pressed={isChosen}
      aria-label={`Candidate ${rank}, ${sourceNames[source]}, ${predictedIou === null ? "no predicted IoU" : `predicted IoU ${two(predictedIou)}`}${isChosen ? (isTouched ? ", chosen and refined" : ", chosen") : ""}`}
      onMouseDown={(event) => event.preventDefault()}
      onMouseEnter={() => props.onHover(candidate.id)}
      onMouseLeave={() => props.onHover(null)}
      onFocus={() => props.onHover(candidate.id)}
      onBlur={() => props.onHover(null)}
      onClick={() => props.onChoose(candidate)}
    >
      <Thumbnail url={props.url} candidate={candidate} />
      <span className={styles.rank}>{rank}</span>
      <span className={styles.source}>{isChosen && isTouched ? "refined" : sourceNames[source]}</span>
      <Tooltip label={explain(candidate, score)} position="bottom">
        <span className={styles.numbers}>
          {score !== null && <Bar value={score} colour="var(--r2-accent)" />}
          {predictedIou !== null && <Bar value={predictedIou} colour="var(--r2-blue)" />}
          <span className={styles.labels}>
            <span>{score !== null ? two(score) : predictedIou === null ? "made by a person" : "pred. IoU"}</span>
            <span>{predictedIou === null ? "" : score === null ? two(predictedIou) : `IoU ${two(predictedIou)}`}</span>
          </span>
          {stability !== null && (
            <span className={styles.labels}>
              <span>stability</span>
              <span>{two(stability)}</span>
            </span>
          )}
        </span>
      </Tooltip>
    </button>
  );
});

function Bar({ value, colour }: { readonly value: number; readonly colour: string }) {
  return (
    <span className={styles.bar}>
      <i style={{ width: `${100 * Math.min(1, Math.max(0, value))}%`, background: colour }} />
    </span>
  );
}

/** Whose numbers these are. */
function explain({ predictedIou, stability, area }: Candidate, score: number | null): string {
  const parts = [
    score === null
      ? "No evaluator has scored this candidate."
      : `Score ${two(score)}: the evaluator's estimate of IoU.`,
    predictedIou === null
      ? ""
      : `Predicted IoU ${two(predictedIou)}: SAM's own estimate of how good the mask is, not whether it answers the question.`,
    stability === null ? "" : `Stability ${two(stability)}: how little the mask changes with its threshold.`,
    `${area.toLocaleString("en")} pixels.`,
  ];
  return parts.filter(Boolean).join(" ");
}
