import { create } from "zustand";
import type { Box } from "#core/samples";
import { type Brush, type FloodOptions, steppedDiameter } from "#renderer/editing";
import type { DraftOutline, ToolId } from "#renderer/tools";
import { fitted, type Place, resized, type Size, type Viewport, zoomAt } from "./geometry.ts";

/** How the canvas shows things. It belongs to the person, not to the sample: it stays when the sample changes. */
export interface ViewState {
  readonly viewport: Viewport;
  readonly stage: Size;
  readonly image: Size | null;
  readonly tool: ToolId;
  readonly brush: Brush;
  /** Polygon, lasso and flood fill take away instead of adding. */
  readonly subtracts: boolean;
  readonly flood: FloodOptions;
  readonly opacity: number;
  readonly contourOnly: boolean;
  /** The outlines of all candidates. */
  readonly allCandidates: boolean;
  /** While H is held. */
  readonly hidden: boolean;
  readonly heatmap: boolean;
  /** A step of the pipeline is drawn: the person's mask steps back to its contour. */
  readonly isLaidOpen: boolean;
  readonly reference: boolean;
  /** Where the candidate that the pointer rests on and the person's mask differ. */
  readonly comparison: boolean;
  /** Thumbnails show the part of the picture that the canvas shows. */
  readonly syncedZoom: boolean;
  /** A box that is being drawn. */
  readonly draftBox: Box | null;
  readonly draftOutline: DraftOutline | null;
  /** A candidate that the pointer rests on in the gallery. */
  readonly hoveredCandidate: string | null;
}

export const useView = create<ViewState>(() => ({
  viewport: { scale: 1, x: 0, y: 0 },
  stage: { width: 0, height: 0 },
  image: null,
  tool: "point",
  brush: { shape: "round", diameter: 20 },
  subtracts: false,
  flood: { tolerance: 16, contiguous: true },
  opacity: 0.45,
  contourOnly: false,
  allCandidates: false,
  hidden: false,
  heatmap: false,
  isLaidOpen: false,
  reference: false,
  comparison: false,
  syncedZoom: false,
  draftBox: null,
  draftOutline: null,
  hoveredCandidate: null,
}));

const set = useView.setState;
const get = useView.getState;

export function fitView(): void {
  const { image, stage } = get();
  if (image && stage.width > 0) set({ viewport: fitted(image, stage) });
}

/** The first picture, and one of another size, is fitted; one of the same size is shown just as the last one was. */
export function showImage(image: Size): void {
  const before = get().image;
  set({ image });
  if (before?.width !== image.width || before.height !== image.height) fitView();
}

const isSame = (a: Viewport, b: Viewport): boolean => a.scale === b.scale && a.x === b.x && a.y === b.y;

/** A picture that lay fitted stays fitted; one that was zoomed or moved keeps its middle. */
export function resizeStage(stage: Size): void {
  const { stage: before, image, viewport } = get();
  set({ stage });
  if (image && (before.width === 0 || isSame(viewport, fitted(image, before)))) fitView();
  else set({ viewport: resized(viewport, before, stage) });
}

export function zoomBy(factor: number, at?: Place): void {
  const { viewport, stage } = get();
  set({ viewport: zoomAt(viewport, at ?? { x: stage.width / 2, y: stage.height / 2 }, factor) });
}

export function panBy(dx: number, dy: number): void {
  set(({ viewport }) => ({ viewport: { ...viewport, x: viewport.x + dx, y: viewport.y + dy } }));
}

type Switch = "allCandidates" | "contourOnly" | "heatmap" | "reference" | "comparison" | "syncedZoom";

export function toggle(key: Switch): void {
  set((state) => ({ [key]: !state[key] }) as Pick<ViewState, Switch>);
}

export function setBrush(change: Partial<Brush>): void {
  set(({ brush }) => ({ brush: { ...brush, ...change } }));
}

/** The next brush size up or down. */
export function stepBrush(by: 1 | -1): void {
  setBrush({ diameter: steppedDiameter(get().brush.diameter, by) });
}
