import { create } from "zustand";
import { useView } from "#renderer/canvas";
import { isSameTarget, STEP_IDS, type StepId, type Target } from "./types.ts";

/** How the laid-open pipeline is looked at. It belongs to the person: it stays when the sample changes. */
export interface PipelineViewState {
  /** The step that is open; null while the view is closed. */
  readonly step: StepId | null;
  /** The model's layer whose attention is shown; null is the aggregate. */
  readonly layer: number | null;
  readonly initialShows: "mask" | "logits";
  readonly hovered: Target | null;
  readonly isPlaying: boolean;
}

export const usePipelineView = create<PipelineViewState>(() => ({
  step: null,
  layer: null,
  initialShows: "mask",
  hovered: null,
  isPlaying: false,
}));

const set = usePipelineView.setState;
const get = usePipelineView.getState;
const LAST = STEP_IDS.length - 1;

/** Opens a step, in the place of the one that was open. */
export function openStep(step: StepId): void {
  hoverTarget(null);
  set({ step });
  useView.setState({ isLaidOpen: true });
}

export function closeSteps(): void {
  hoverTarget(null);
  set({ step: null, isPlaying: false });
  useView.setState({ isLaidOpen: false });
}

/** A click on the strip: opens the step, or closes the view where it was open already. */
export function toggleStep(step: StepId): void {
  set({ isPlaying: false });
  if (get().step === step) closeSteps();
  else openStep(step);
}

/** The step before or after; the view opens with the first, and stays at its ends. */
export function goBy(by: 1 | -1): void {
  const { step } = get();
  const at = step === null ? 0 : Math.min(LAST, Math.max(0, STEP_IDS.indexOf(step) + by));
  openStep(STEP_IDS[at] as StepId);
}

export const isAtEnd = (): boolean => get().step === STEP_IDS[LAST];

/** Plays from the open step on, from the first where the last one is open; or stops. */
export function togglePlaying(): void {
  const { isPlaying, step } = get();
  if (!isPlaying && (step === null || isAtEnd())) openStep(STEP_IDS[0]);
  set({ isPlaying: !isPlaying });
}

/** The gallery and the canvas share one hovered candidate; the rest is the view's own. */
export function hoverTarget(hovered: Target | null): void {
  const before = get().hovered;
  if (isSameTarget(before, hovered)) return;
  set({ hovered });
  if (hovered?.kind === "candidate") useView.setState({ hoveredCandidate: hovered.id });
  else if (before?.kind === "candidate") useView.setState({ hoveredCandidate: null });
}

export function chooseLayer(layer: number | null): void {
  set({ layer });
}

export function showOfInitial(initialShows: PipelineViewState["initialShows"]): void {
  set({ initialShows });
}
