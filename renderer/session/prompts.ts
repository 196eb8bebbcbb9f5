import type { Box, Candidate, Point, Prompts, SampleState } from "#core/samples";

export const noPrompts: Prompts = Object.freeze({ points: [], box: null });

export const isEmpty = (prompts: Prompts): boolean => prompts.points.length === 0 && prompts.box === null;

/** The candidate whose mask the state still shows as it was proposed; null once it was refined. */
export function untouchedCandidate(state: SampleState, candidates: readonly Candidate[]): Candidate | null {
  const chosen = candidates.find((candidate) => candidate.id === state.chosenCandidateId);
  return chosen && state.mask && state.mask.counts === chosen.rle.counts ? chosen : null;
}

/**
 * The prompts after one more point. The first point on a mask that was chosen or painted brings the mask's box along, so
 * that the answer stays with that object: the mask itself, which goes to SAM as its mask prompt, does not keep it there
 * alone (docs/verification.md). A positive point outside widens the box, since SAM cannot satisfy both.
 */
export function withPoint(prompts: Prompts, point: Point, shown: Pick<Candidate, "bbox"> | null): Prompts {
  const points = [...prompts.points, point];
  if (!isEmpty(prompts) || !shown) return { points, box: prompts.box };
  return { points, box: boxAround(shown, point) };
}

function boxAround({ bbox }: Pick<Candidate, "bbox">, point: Point): Box | null {
  const [x, y, width, height] = bbox;
  if (width <= 0 || height <= 0) return null;
  const box = { x0: x, y0: y, x1: x + width, y1: y + height };
  if (point.label === 0) return box;
  return {
    x0: Math.min(box.x0, point.x),
    y0: Math.min(box.y0, point.y),
    x1: Math.max(box.x1, point.x),
    y1: Math.max(box.y1, point.y),
  };
}

export function withoutPoint(prompts: Prompts, index: number): Prompts {
  return { ...prompts, points: prompts.points.filter((_, i) => i !== index) };
}
