import type { PredictionProblem } from "./contract.ts";

const KEPT = 1000;

/** Collects problems, the first in full and all of them as a number. */
export class ProblemList {
  readonly list: PredictionProblem[] = [];
  count = 0;

  add(problem: Pick<PredictionProblem, "id" | "reason" | "file" | "message"> & Partial<PredictionProblem>): void {
    this.count++;
    if (this.list.length < KEPT) this.list.push({ outcome: "skipped", field: null, line: null, ...problem });
  }
}
