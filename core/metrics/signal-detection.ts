import { normalQuantile } from "./normal-quantile.ts";

/** How a rater told two kinds of items apart; whole counts, not negative. */
export interface DetectionCounts {
  /** Signal there, "yes". */
  readonly hits: number;
  /** Signal there, "no". */
  readonly misses: number;
  /** No signal, "yes". */
  readonly falseAlarms: number;
  /** No signal, "no". */
  readonly correctRejections: number;
}

/**
 * Signal detection with the log-linear correction: 0.5 is added to hits and false alarms and 1 to the number of items
 * of either kind, always, so that rates of 0 and 1 stay finite (Hautus, Behavior Research Methods 1995).
 */
export interface Detection {
  /** Sensitivity z(H) - z(F); 0 is chance. */
  readonly dPrime: number;
  /** Bias -(z(H) + z(F)) / 2; above 0 leans to "no". */
  readonly criterion: number;
  readonly correction: "log-linear";
}

/** d' and criterion. Null where there were no items of one kind. Throws RangeError for counts that are none. */
export function detectionLogLinear(counts: DetectionCounts): Detection | null {
  const { hits, misses, falseAlarms, correctRejections } = counts;
  for (const [name, count] of Object.entries(counts)) {
    if (!Number.isInteger(count) || count < 0) throw new RangeError(`${name} cannot be ${count}.`);
  }
  if (hits + misses === 0 || falseAlarms + correctRejections === 0) return null;
  const zHit = normalQuantile((hits + 0.5) / (hits + misses + 1));
  const zFalse = normalQuantile((falseAlarms + 0.5) / (falseAlarms + correctRejections + 1));
  return { dPrime: zHit - zFalse, criterion: -(zHit + zFalse) / 2, correction: "log-linear" };
}
