import { type ReactNode, useMemo } from "react";
import type { Candidate } from "#core/samples";
import { useView } from "#renderer/canvas";
import { type Catalogue, useText } from "#renderer/language";
import { byRank, isOfRun, type StepId, type Subject } from "#renderer/pipeline-steps";
import { contourColours, overlayColours } from "#renderer/theme";
import { CandidateNames, CandidateOutlines, type Outline } from "./candidate-outlines.tsx";

type Words = Catalogue["pipeline"];

interface MaskOutlinesProps {
  readonly step: StepId;
  readonly subject: Subject;
  readonly scale: number;
  /** Drawn between the outlines and their names. */
  readonly children?: ReactNode;
}

/** The candidates that a step made, or that it ordered, each with its name. */
export function MaskOutlines({ step, subject, scale, children }: MaskOutlinesProps) {
  const words = useText().pipeline;
  const opacity = useView((view) => (view.contourOnly ? 0 : view.opacity));
  const outlines = useMemo(() => outlinesOf(step, subject, opacity, words), [step, subject, opacity, words]);
  return (
    <>
      <CandidateOutlines outlines={outlines} scale={scale} />
      {children}
      <CandidateNames outlines={outlines} scale={scale} />
    </>
  );
}

function outlinesOf(step: StepId, { candidates }: Subject, opacity: number, words: Words): Outline[] {
  const ranked = byRank(candidates.filter(isOfRun));
  const ofSource = (source: Candidate["source"]) => ranked.filter((one) => one.source === source);
  const originals = () => ofSource("original").map((one) => dashed(one, words));
  switch (step) {
    case "initial":
      return originals();
    case "amg":
      return ofSource("amg").map(inTurn);
    case "semantic":
      return [
        ...ofSource("semantic").map((one): Outline => ({ ...inTurn(one, 0), label: words.semantic(one.rank) })),
        ...originals(),
      ];
    case "top":
      return ranked.slice(0, 2).map((one, place) => topOutline(one, place, opacity, words));
    default:
      return ranked.map(inTurn);
  }
}

const inTurn = (candidate: Candidate, place: number): Outline => ({
  candidate,
  colour: contourColours[place % contourColours.length] ?? overlayColours.mask,
  line: "solid",
  label: String(candidate.rank),
});

const dashed = (candidate: Candidate, words: Words): Outline => ({
  candidate,
  colour: overlayColours.seed,
  line: "dashed",
  label: words.original(candidate.rank),
});

/** The first is filled, the second dotted: the two differ without their colours. */
function topOutline(candidate: Candidate, place: number, opacity: number, words: Words): Outline {
  return place === 0
    ? { candidate, colour: overlayColours.initial, line: "solid", label: words.top, fillOpacity: opacity }
    : { candidate, colour: overlayColours.seed, line: "dotted", label: words.next };
}
