import type { Point } from "#core/samples";
import { isInside, slipped, type Tool, type ToolEvent, type ToolPort } from "./contract.ts";

/** CSS pixels around a point in which a click means the point itself. */
const POINT_RADIUS = 8;

/** idle -> pressed -> idle. A click adds a point, or removes the one that it hits; resting shows what a click would do. */
export class PointTool implements Tool {
  readonly id = "point";
  readonly cursor = "crosshair";
  readonly #port: ToolPort;
  #pressed: ToolEvent | null = null;

  constructor(port: ToolPort) {
    this.#port = port;
  }

  get state(): "idle" | "pressed" {
    return this.#pressed ? "pressed" : "idle";
  }

  pointerDown(event: ToolEvent): void {
    if (event.button === 0 || event.button === 2) this.#pressed = event;
  }

  pointerMove(event: ToolEvent): void {
    const overNothing = isInside(event, this.#port) && pointAt(event, this.#port) === null;
    if (!this.#pressed) this.#port.hover(overNothing ? pointOf(event, event.alt) : null);
  }

  pointerUp(event: ToolEvent): void {
    const pressed = this.#pressed;
    this.#pressed = null;
    if (!pressed || slipped(pressed, event) || !isInside(pressed, this.#port)) return;
    const hit = pointAt(pressed, this.#port);
    if (hit !== null) this.#port.removePoint(hit);
    else this.#port.addPoint(pointOf(pressed, pressed.button === 2 || pressed.alt));
  }

  cancel(): void {
    this.#pressed = null;
    this.#port.hover(null);
  }
}

/** Rounded to a hundredth of a pixel: finer than a pointer, short in the log. */
function pointOf(event: ToolEvent, negative: boolean): Point {
  const round = (value: number): number => Math.round(value * 100) / 100;
  return { x: round(event.x), y: round(event.y), label: negative ? 0 : 1 };
}

/** Index of the topmost point under the pointer. */
export function pointAt(event: { x: number; y: number }, port: ToolPort): number | null {
  const radius = POINT_RADIUS / port.scale();
  const index = port.prompts().points.findLastIndex((p) => Math.hypot(p.x - event.x, p.y - event.y) <= radius);
  return index < 0 ? null : index;
}
