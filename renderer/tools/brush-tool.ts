import type { Place, Stroke } from "#renderer/editing";
import type { Tool, ToolEvent, ToolPort } from "./contract.ts";

/**
 * idle -> painting -> idle, for the brush and the eraser. The right button erases with either. With Shift a stroke
 * begins where the last one ended, so that clicks give straight lines.
 */
export class BrushTool implements Tool {
  readonly id: "brush" | "eraser";
  readonly cursor = "crosshair";
  readonly isFreehand = true;
  readonly #port: ToolPort;
  #stroke: (Stroke & { readonly points: Place[] }) | null = null;
  #last: Place | null = null;

  constructor(port: ToolPort, id: "brush" | "eraser") {
    this.#port = port;
    this.id = id;
  }

  get state(): "idle" | "painting" {
    return this.#stroke ? "painting" : "idle";
  }

  pointerDown(event: ToolEvent): void {
    if (this.#stroke || (event.button !== 0 && event.button !== 2) || !this.#port.image()) return;
    const here = placeOf(event);
    this.#stroke = {
      brush: this.#port.brush(),
      erase: this.id === "eraser" || event.button === 2,
      points: event.shift && this.#last ? [this.#last, here] : [here],
    };
    this.#port.showStroke(this.#stroke);
  }

  pointerMove(event: ToolEvent): void {
    this.#port.showBrush(placeOf(event));
    this.#extend(event);
  }

  pointerUp(event: ToolEvent): void {
    this.#extend(event);
    this.#finish();
  }

  /** What was painted until now counts. */
  pause(): void {
    this.#finish();
    this.#port.showBrush(null);
  }

  leave(): void {
    this.#port.showBrush(null);
  }

  cancel(): void {
    if (this.#stroke) this.#port.showStroke(null);
    this.#stroke = null;
    this.#last = null;
    this.#port.showBrush(null);
  }

  #extend(event: ToolEvent): void {
    const last = this.#stroke?.points.at(-1);
    if (!this.#stroke || (last?.x === event.x && last.y === event.y)) return;
    this.#stroke.points.push(placeOf(event));
    this.#port.showStroke(this.#stroke);
  }

  #finish(): void {
    const stroke = this.#stroke;
    if (!stroke) return;
    this.#stroke = null;
    this.#last = stroke.points.at(-1) ?? null;
    this.#port.paint(stroke);
  }
}

const placeOf = ({ x, y }: ToolEvent): Place => ({ x, y });
