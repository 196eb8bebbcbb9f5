import type { Box, Point, Prompts } from "#core/samples";
import type { Brush, Outline, Place, Stroke } from "#renderer/editing";

export type ToolId = "pan" | "point" | "box" | "brush" | "eraser" | "polygon" | "lasso" | "fill" | "target";

/** A pointer event as tools see it. */
export interface ToolEvent {
  /** Pixels of the image. */
  readonly x: number;
  readonly y: number;
  /** CSS pixels of the canvas. */
  readonly screenX: number;
  readonly screenY: number;
  /** 0 main, 1 middle, 2 right; -1 when only moving. */
  readonly button: number;
  readonly alt: boolean;
  readonly shift: boolean;
}

/** A polygon or a lasso that is being drawn. */
export interface DraftOutline extends Outline {
  readonly kind: "polygon" | "lasso";
  /** Where the next point would be; null while the pointer is elsewhere. */
  readonly pointer: Place | null;
  /** A click here would close it. */
  readonly closes: boolean;
}

/** What tools can do; the canvas and the session stand behind it, in tests an object that takes notes. */
export interface ToolPort {
  prompts(): Prompts;
  image(): { readonly width: number; readonly height: number } | null;
  /** CSS pixels per image pixel. */
  scale(): number;
  panBy(dx: number, dy: number): void;
  addPoint(point: Point): void;
  removePoint(index: number): void;
  setBox(box: Box): void;
  hover(point: Point | null): void;
  /** The target is here: said before any mask is shown. */
  pointTarget(place: Place): void;
  showDraftBox(box: Box | null): void;
  brush(): Brush;
  /** Whether outlines and fills take away rather than add; Alt turns it round. */
  subtracts(): boolean;
  /** The outline of the brush around the pointer. */
  showBrush(place: Place | null): void;
  /** The stroke so far, again and again as its `points` grow; null takes it back. */
  showStroke(stroke: Stroke | null): void;
  paint(stroke: Stroke): void;
  showDraftOutline(draft: DraftOutline | null): void;
  fillOutline(outline: Outline, kind: DraftOutline["kind"]): void;
  floodFill(place: Place, subtract: boolean): void;
}

/** Keys that a tool may want while something is half done. */
export type ToolKey = "Enter" | "Backspace";

/** A small state machine; `state` is named for tests and for the cursor. */
export interface Tool {
  readonly id: ToolId;
  readonly state: string;
  readonly cursor: string;
  pointerDown(event: ToolEvent): void;
  pointerMove(event: ToolEvent): void;
  pointerUp(event: ToolEvent): void;
  doubleClick?(event: ToolEvent): void;
  /** Answers whether the key meant something to it. */
  key?(key: ToolKey): boolean;
  /** Wants every place that the pointer passed between two events. */
  readonly isFreehand?: boolean;
  /** The pointer left the canvas; without it that cancels. */
  leave?(): void;
  /** The picture is going to be panned; without it that cancels. */
  pause?(): void;
  /** Escape, another tool or another sample: back to idle without a trace. */
  cancel(): void;
}

/** How far (CSS pixels) the pointer may slip between down and up for it to be a click still. */
export const CLICK_SLIP = 4;

export const slipped = (from: ToolEvent, to: ToolEvent): boolean =>
  Math.hypot(to.screenX - from.screenX, to.screenY - from.screenY) > CLICK_SLIP;

export function isInside(event: { x: number; y: number }, port: ToolPort): boolean {
  const image = port.image();
  return image !== null && event.x >= 0 && event.y >= 0 && event.x < image.width && event.y < image.height;
}
