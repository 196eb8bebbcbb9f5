import { Tooltip } from "@mantine/core";
import { memo } from "react";
import type { Candidate, Evaluation } from "#core/samples";
import { useView } from "#renderer/canvas";
import { type Catalogue, useText } from "#renderer/language";
import type { Region } from "#renderer/raster";
import { oneLine, saidIou, shownIou } from "#renderer/words";
import styles from "./candidates.module.css";
import { evaluationWords } from "./evaluator-names.ts";
import { EvaluatorScores, scorersIn } from "./evaluator-scores.tsx";
import { Thumbnail } from "./thumbnail.tsx";

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

type Texts = Catalogue["candidates"];

/** The model's name where a mask was brought in from one, else what proposed it. */
const originOf = ({ source, model }: Candidate, { sources }: Texts): string =>
  source === "imported" && model ? oneLine(model, 60) : sources[source];

/** Says where a mask without SAM's own estimate is from, and who made it where a person did. */
const makerOf = ({ source, author }: Candidate, words: Texts): string =>
  source === "human" && author ? words.by(oneLine(author, 40)) : words.makers[source];

const two = (value: number): string => value.toFixed(2);

export const CandidateCard = memo(function CandidateCard(props: CandidateCardProps) {
  const words = useText().candidates;
  const { candidate, isChosen, isTouched } = props;
  const { rank, source, predictedIou, stability } = candidate;
  const { evaluations, rankedBy } = props;
  const isCompared = scorersIn(evaluations).length > 1;
  const score = props.scoredBy === null ? null : scoreOf(candidate, props);
  const origin = originOf(candidate, words);
  const isPointedAt = useView((view) => view.hoveredCandidate === candidate.id);
  return (
    <button
      type="button"
      className={styles.card}
      data-testid={`candidate-${rank}`}
      data-candidate-id={candidate.id}
      data-pointed-at={isPointedAt}
      aria-pressed={isChosen}
      aria-label={words.card({
        ...{ rank, origin, isChosen, isTouched },
        by: source === "human" ? makerOf(candidate, words) : null,
        predictedIou: predictedIou === null ? null : shownIou(predictedIou),
      })}
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
        {isChosen && isTouched ? words.refined : origin}
      </bdi>
      <Tooltip label={explain(candidate, score, props, words.told)} position="bottom" className={styles.explanation}>
        <span className={styles.numbers}>
          {score !== null && <Bar value={score} colour="var(--r2-accent)" />}
          {predictedIou !== null && <Bar value={predictedIou} colour="var(--r2-blue)" />}
          {isCompared && <EvaluatorScores candidateId={candidate.id} evaluations={evaluations} rankedBy={rankedBy} />}
          {score !== null && !isCompared && <Figure label={words.score} value={two(score)} />}
          {predictedIou !== null && <Figure label={words.predictedIou} value={shownIou(predictedIou)} />}
          {stability !== null && <Figure label={words.stability} value={two(stability)} />}
          {score === null && predictedIou === null && !isCompared && (
            <Figure label={makerOf(candidate, words)} value="" />
          )}
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
const scoreWords = (id: string, evaluations: readonly Evaluation[], { scoreBy }: Texts["told"]): string[] =>
  scorersIn(evaluations).map((evaluation) => {
    const given = evaluation.scores[id];
    return scoreBy(given ? { value: two(given.score), rank: given.rank } : null, evaluationWords(evaluation));
  });

/** Whose numbers these are. */
function explain(
  { id, source, model, author, predictedIou, stability, area }: Candidate,
  score: number | null,
  { scoredBy: by, evaluations }: CandidateCardProps,
  words: Texts["told"],
): string {
  const told = scoreWords(id, evaluations, words);
  const parts = [
    source === "imported" ? words.imported(model ? oneLine(model, 200) : null) : "",
    source === "human" ? words.human(author ? oneLine(author, 200) : null) : "",
    ...(told.length > 0 ? [words.scoreMeans, ...told] : []),
    told.length > 0
      ? ""
      : score === null
        ? words.noScore
        : words.score(two(score), oneLine(by ?? words.evaluator, 200)),
    predictedIou === null ? "" : words.predictedIou(shownIou(predictedIou), saidIou(predictedIou)),
    stability === null ? "" : words.stability(two(stability)),
    words.pixels(area),
  ];
  return parts.filter(Boolean).join("\n");
}
