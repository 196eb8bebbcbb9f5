import type { Box, Point, Prompts } from "#core/samples";

export type ToolId = "pan" | "point" | "box";

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
  showDraftBox(box: Box | null): void;
}

/** A small state machine; `state` is named for tests and for the cursor. */
export interface Tool {
  readonly id: ToolId;
  readonly state: string;
  readonly cursor: string;
  pointerDown(event: ToolEvent): void;
  pointerMove(event: ToolEvent): void;
  pointerUp(event: ToolEvent): void;
  /** Escape, another tool, or the pointer left: back to idle without a trace. */
  cancel(): void;
}

/** How far (CSS pixels) the pointer may slip between down and up for it to be a click still. */
export const CLICK_SLIP = 4;

export function isInside(event: { x: number; y: number }, port: ToolPort): boolean {
  const image = port.image();
  return image !== null && event.x >= 0 && event.y >= 0 && event.x < image.width && event.y < image.height;
}
