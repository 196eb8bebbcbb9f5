/**
 * How ignore regions and empty masks enter gIoU and cIoU. Figures of different conventions must not stand side by
 * side, so every report names its own.
 *
 * - `lisa`: pixels of the ignore region count nowhere (LISA `utils/utils.py`, `train_ds.py`).
 * - `lens`: the ignore region is background, so a prediction that covers it pays for it (LENS's evaluation).
 */
export type Convention = "lisa" | "lens";

export const CONVENTIONS: readonly Convention[] = Object.freeze(["lisa", "lens"]);

/** What is added to a sample's union in its gIoU term; both conventions use it. */
export const UNION_EPSILON = 1e-5;

/** What is added to the summed unions in cIoU. */
export const CUMULATIVE_EPSILON: Readonly<Record<Convention, number>> = Object.freeze({ lisa: 1e-10, lens: 1e-8 });
