import type { Candidate, SampleDetail } from "#core/samples";

export type Run = NonNullable<SampleDetail["run"]>;

/** The steps as the strip shows them, and the order in which they are replayed. */
export const STEP_IDS = ["attention", "tokens", "initial", "seeds", "amg", "semantic", "ranked", "top"] as const;
export type StepId = (typeof STEP_IDS)[number];

/** One thing of a step that the pointer or the focus is on, in the table or on the picture. */
export type Target =
  | { readonly kind: "token"; readonly token: number }
  | { readonly kind: "seed"; readonly seed: number }
  | { readonly kind: "background" }
  /** A mask that AMG was proposed and a filter dropped. */
  | { readonly kind: "casualty"; readonly seed: number; readonly mask: number }
  | { readonly kind: "candidate"; readonly id: string };

/** What a step is told of: a run and the candidates that came of it. */
export interface Subject {
  readonly run: Run;
  readonly candidates: readonly Candidate[];
}

export function isSameTarget(a: Target | null, b: Target | null): boolean {
  return a === b || (a !== null && b !== null && keyOf(a) === keyOf(b));
}

/** A target in one word, e.g. as the key of its row. */
export function keyOf(target: Target): string {
  switch (target.kind) {
    case "token":
      return `token-${target.token}`;
    case "seed":
      return `seed-${target.seed}`;
    case "casualty":
      return `casualty-${target.seed}-${target.mask}`;
    case "candidate":
      return `candidate-${target.id}`;
    case "background":
      return "background";
  }
}
