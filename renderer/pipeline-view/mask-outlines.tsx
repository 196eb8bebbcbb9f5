import { type ReactNode, useMemo } from "react";
import type { Candidate } from "#core/samples";
import { useView } from "#renderer/canvas";
import { byRank, isOfRun, type StepId, type Subject } from "#renderer/pipeline-steps";
import { contourColours, overlayColours } from "#renderer/theme";
import { CandidateNames, CandidateOutlines, type Outline } from "./candidate-outlines.tsx";

interface MaskOutlinesProps {
  readonly step: StepId;
  readonly subject: Subject;
  readonly scale: number;
  /** Drawn between the outlines and their names. */
  readonly children?: ReactNode;
}

/** The candidates that a step made, or that it ordered, each with its name. */
export function MaskOutlines({ step, subject, scale, children }: MaskOutlinesProps) {
  const opacity = useView((view) => (view.contourOnly ? 0 : view.opacity));
  const outlines = useMemo(() => outlinesOf(step, subject, opacity), [step, subject, opacity]);
  return (
    <>
      <CandidateOutlines outlines={outlines} scale={scale} />
      {children}
      <CandidateNames outlines={outlines} scale={scale} />
    </>
  );
}

function outlinesOf(step: StepId, { candidates }: Subject, opacity: number): Outline[] {
  const ranked = byRank(candidates.filter(isOfRun));
  const ofSource = (source: Candidate["source"]) => ranked.filter((one) => one.source === source);
  switch (step) {
    case "initial":
      return ofSource("original").map(dashed);
    case "amg":
      return ofSource("amg").map(inTurn);
    case "semantic":
      return [
        ...ofSource("semantic").map((one): Outline => ({ ...inTurn(one, 0), label: `semantic ${one.rank}` })),
        ...ofSource("original").map((one): Outline => ({ ...dashed(one), label: `original ${one.rank}` })),
      ];
    case "top":
      return ranked.slice(0, 2).map((one, place) => topOutline(one, place, opacity));
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

const dashed = (candidate: Candidate): Outline => ({
  candidate,
  colour: overlayColours.seed,
  line: "dashed",
  label: `original ${candidate.rank}`,
});

/** The first is filled, the second dotted: the two differ without their colours. */
function topOutline(candidate: Candidate, place: number, opacity: number): Outline {
  return place === 0
    ? { candidate, colour: overlayColours.initial, line: "solid", label: "top 1", fillOpacity: opacity }
    : { candidate, colour: overlayColours.seed, line: "dotted", label: "next" };
}
