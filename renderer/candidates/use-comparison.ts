import { useMemo } from "react";
import { useView } from "#renderer/canvas";
import { useSessionState } from "#renderer/session";
import { type Comparison, compare } from "./comparison.ts";

export interface ShownComparison extends Comparison {
  readonly rank: number;
}

/** The hovered candidate against the person's mask, as long as the switch is on and there are both. */
export function useComparison(): ShownComparison | null {
  const isOn = useView((view) => view.comparison);
  const hovered = useView((view) => view.hoveredCandidate);
  const mask = useSessionState((state) => state.sample?.state.mask ?? null);
  const candidate = useSessionState(
    (state) => state.sample?.detail.candidates.find((one) => one.id === hovered) ?? null,
  );
  return useMemo(() => {
    if (!isOn || candidate === null || mask === null) return null;
    const comparison = compare(candidate.rle, mask);
    return comparison && { ...comparison, rank: candidate.rank };
  }, [isOn, candidate, mask]);
}
