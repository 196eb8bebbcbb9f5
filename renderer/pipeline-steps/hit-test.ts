import { countsToRuns, type Rle } from "#core/masks";
import type { Candidate } from "#core/samples";
import { shownAttention, tokenAt } from "./attention-shown.ts";
import { isOfRun } from "./report-scores.ts";
import type { StepId, Subject, Target } from "./types.ts";

/** How far from a point's middle the pointer may be, in screen pixels. */
const REACH = 9;

export interface Place {
  readonly x: number;
  readonly y: number;
}

/** What of a step lies under a place of the picture (pixels); `scale` is screen pixels a picture pixel. */
export function targetAt(step: StepId, subject: Subject, place: Place, scale: number): Target | null {
  const { run, candidates } = subject;
  const ofRun = candidates.filter(isOfRun);
  switch (step) {
    case "attention": {
      const token = tokenAt(run.attention, place, run.image);
      return token === null ? null : { kind: "token", token };
    }
    case "tokens": {
      const token = tokenAt(shownAttention(run, null).attention, place, run.image);
      return run.trace?.tokens.some((one) => one.token === token) ? { kind: "token", token: token as number } : null;
    }
    case "seeds":
      return seedAt(subject, place, scale);
    case "semantic":
      return (
        backgroundAt(subject, place, scale) ??
        seedAt(subject, place, scale) ??
        smallestAt(
          ofRun.filter((one) => one.source !== "amg"),
          place,
        )
      );
    case "initial":
      return smallestAt(
        ofRun.filter((one) => one.source === "original"),
        place,
      );
    case "amg":
      return smallestAt(
        ofRun.filter((one) => one.source === "amg"),
        place,
      );
    case "ranked":
    case "top":
      return smallestAt(ofRun, place);
  }
}

function seedAt({ run }: Subject, place: Place, scale: number): Target | null {
  let nearest: Target | null = null;
  let least = REACH / scale;
  run.seeds.forEach((seed, index) => {
    const distance = Math.hypot(seed.x - place.x, seed.y - place.y);
    if (distance >= least) return;
    least = distance;
    nearest = { kind: "seed", seed: index };
  });
  return nearest;
}

function backgroundAt({ run }: Subject, place: Place, scale: number): Target | null {
  const point = run.trace?.background ?? null;
  if (point === null) return null;
  return Math.hypot(point.x - place.x, point.y - place.y) < REACH / scale ? { kind: "background" } : null;
}

/** Of several masks there the smallest: the others can be reached beside it. */
function smallestAt(candidates: readonly Candidate[], place: Place): Target | null {
  const [x, y] = [Math.floor(place.x), Math.floor(place.y)];
  const there = candidates.filter(({ bbox: [left, top, width, height], rle }) => {
    const isInBox = x >= left && y >= top && x < left + width && y < top + height;
    return isInBox && covers(rle, x, y);
  });
  const smallest = there.sort((a, b) => a.area - b.area)[0];
  return smallest ? { kind: "candidate", id: smallest.id } : null;
}

/** Whether a pixel is mask, straight from the runs. */
export function covers({ size: [height], counts }: Rle, x: number, y: number): boolean {
  const runs = countsToRuns(counts);
  let left = x * height + y;
  for (let i = 0; i < runs.length; i++) {
    left -= runs[i] as number;
    if (left < 0) return i % 2 === 1;
  }
  return false;
}
