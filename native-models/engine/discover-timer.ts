/** The steps of the discovery, in their order. */
export const STEP_NAMES = ["initial", "rerank", "seeds", "amg", "semantic", "assemble"] as const;
export type StepName = (typeof STEP_NAMES)[number];

export interface StepTimer {
  /** Milliseconds of each step so far, to a hundredth. */
  readonly steps: Readonly<Record<StepName, number>>;
  time<T>(step: StepName, work: () => Promise<T>): Promise<T>;
}

export function stepTimer(): StepTimer {
  const steps: Record<StepName, number> = { initial: 0, rerank: 0, seeds: 0, amg: 0, semantic: 0, assemble: 0 };
  return {
    steps,
    async time(step, work) {
      const start = performance.now();
      try {
        return await work();
      } finally {
        steps[step] = Math.round((steps[step] + performance.now() - start) * 100) / 100;
      }
    },
  };
}
