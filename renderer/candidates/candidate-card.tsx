import { Tooltip } from "@mantine/core";
import { memo } from "react";
import type { Candidate, CandidateSource, Evaluation } from "#core/samples";
import { useView } from "#renderer/canvas";
import type { Region } from "#renderer/raster";
import { oneLine } from "#renderer/words";
import styles from "./candidates.module.css";
import { evaluationWords } from "./evaluator-names.ts";
import { EvaluatorScores, scorersIn } from "./evaluator-scores.tsx";
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
  /** The evaluator other than SAM itself that has scored the candidates; null where none has. */
  readonly scoredBy: string | null;
  /** What every evaluator made of the candidates. */
  readonly evaluations: readonly Evaluation[];
  /** The evaluation whose order the candidates have. */
  readonly rankedBy: string | null;
  /** What the thumbnail shows; null: the mask's surroundings. */
  readonly region: Region | null;
  readonly onChoose: (candidate: Candidate) => void;
  readonly onHover: (id: string | null) => void;
}

const makers: Readonly<Record<CandidateSource, string>> = {
  original: "",
  semantic: "",
  amg: "",
  imported: "imported mask",
  human: "made by a person",
};

/** The model's name where a mask was brought in from one, else what proposed it. */
const originOf = ({ source, model }: Candidate): string =>
  source === "imported" && model ? oneLine(model, 60) : sourceNames[source];

/** Says where a mask without SAM's own estimate is from, and who made it where a person did. */
const makerOf = ({ source, author }: Candidate): string =>
  source === "human" && author ? `by ${oneLine(author, 40)}` : makers[source];
const SCORE_MEANS = "A score estimates the mask's IoU with the answer.";

const two = (value: number): string => value.toFixed(2);

export const CandidateCard = memo(function CandidateCard(props: CandidateCardProps) {
  const { candidate, isChosen, isTouched } = props;
  const { rank, source, predictedIou, stability } = candidate;
  const { evaluations, rankedBy } = props;
  const isCompared = scorersIn(evaluations).length > 1;
  const score = props.scoredBy === null ? null : scoreOf(candidate, props);
  const origin = originOf(candidate);
  const isPointedAt = useView((view) => view.hoveredCandidate === candidate.id);
  return (
    <button
      type="button"
      className={styles.card}
      data-testid={`candidate-${rank}`}
      data-candidate-id={candidate.id}
      data-pointed-at={isPointedAt}
      aria-pressed={isChosen}
      aria-label={`Candidate ${rank}, ${origin}${source === "human" ? ` ${makerOf(candidate)}` : ""}, ${predictedIou === null ? "no predicted IoU" : `predicted IoU ${two(predictedIou)}`}${isChosen ? (isTouched ? ", chosen and refined" : ", chosen") : ""}`}
      onMouseDown={(event) => event.preventDefault()}
      onMouseEnter={() => props.onHover(candidate.id)}
      onMouseLeave={() => props.onHover(null)}
      onFocus={() => props.onHover(candidate.id)}
      onBlur={() => props.onHover(null)}
      onClick={() => props.onChoose(candidate)}
    >
      <Thumbnail url={props.url} candidate={candidate} region={props.region} />
      <span className={styles.rank}>{rank}</span>
      <bdi className={styles.source} data-source={source} title={origin}>
        {isChosen && isTouched ? "refined" : origin}
      </bdi>
      <Tooltip label={explain(candidate, score, props)} position="bottom" className={styles.explanation}>
        <span className={styles.numbers}>
          {score !== null && <Bar value={score} colour="var(--r2-accent)" />}
          {predictedIou !== null && <Bar value={predictedIou} colour="var(--r2-blue)" />}
          {isCompared && <EvaluatorScores candidateId={candidate.id} evaluations={evaluations} rankedBy={rankedBy} />}
          {score !== null && !isCompared && <Figure label="score" value={two(score)} />}
          {predictedIou !== null && <Figure label="pred. IoU" value={two(predictedIou)} />}
          {stability !== null && <Figure label="stability" value={two(stability)} />}
          {score === null && predictedIou === null && !isCompared && <Figure label={makerOf(candidate)} value="" />}
        </span>
      </Tooltip>
    </button>
  );
});

function Figure({ label, value }: { readonly label: string; readonly value: string }) {
  return (
    <span className={styles.labels}>
      <span>{label}</span>
      <span>{value}</span>
    </span>
  );
}

function Bar({ value, colour }: { readonly value: number; readonly colour: string }) {
  return (
    <span className={styles.bar}>
      <i style={{ width: `${100 * Math.min(1, Math.max(0, value))}%`, background: colour }} />
    </span>
  );
}

/** The score that orders the candidate: of the evaluator that was asked for, else of the newest run. */
function scoreOf({ id, score }: Candidate, { evaluations, rankedBy }: CandidateCardProps): number | null {
  const ranking = evaluations.find(({ key }) => key === rankedBy);
  return ranking === undefined ? score : (ranking.scores[id]?.score ?? null);
}

/** Every score with whose it is, of which run and which pack. */
const scoreWords = (id: string, evaluations: readonly Evaluation[]): string[] =>
  scorersIn(evaluations).map((evaluation) => {
    const given = evaluation.scores[id];
    const what = given ? `Score ${two(given.score)}, rank ${given.rank}` : "No score";
    return `${what} by ${evaluationWords(evaluation)}.`;
  });

/** Whose numbers these are. */
function explain(
  { id, source, model, author, predictedIou, stability, area }: Candidate,
  score: number | null,
  { scoredBy: by, evaluations }: CandidateCardProps,
): string {
  const told = scoreWords(id, evaluations);
  const parts = [
    source === "imported" ? `A mask of ${model ? oneLine(model, 200) : "another model"}, imported to be reviewed.` : "",
    source === "human" ? `Made and taken over by ${author ? oneLine(author, 200) : "a person"}.` : "",
    ...(told.length > 0 ? [SCORE_MEANS, ...told] : []),
    told.length > 0
      ? ""
      : score === null
        ? "No evaluator has scored this candidate."
        : `Score ${two(score)}: the estimate of its IoU with the answer by ${oneLine(by ?? "the evaluator", 200)}.`,
    predictedIou === null
      ? ""
      : `Predicted IoU ${two(predictedIou)}: SAM's own estimate of how good the mask is, not whether it answers the question.`,
    stability === null ? "" : `Stability ${two(stability)}: how little the mask changes with its threshold.`,
    `${area.toLocaleString("en")} pixels.`,
  ];
  return parts.filter(Boolean).join("\n");
}
