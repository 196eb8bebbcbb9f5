import { clampedTo, type Place } from "#renderer/editing";
import type { Tool, ToolEvent, ToolPort } from "./contract.ts";

/** idle -> drawing -> idle. What a drag goes round is added; Alt at its start turns adding and subtracting round. */
export class LassoTool implements Tool {
  readonly id = "lasso";
  readonly cursor = "crosshair";
  readonly isFreehand = true;
  readonly #port: ToolPort;
  #points: Place[] | null = null;
  #subtract = false;

  constructor(port: ToolPort) {
    this.#port = port;
  }

  get state(): "idle" | "drawing" {
    return this.#points ? "drawing" : "idle";
  }

  pointerDown(event: ToolEvent): void {
    const image = this.#port.image();
    if (event.button !== 0 || this.#points || !image) return;
    this.#subtract = event.alt !== this.#port.subtracts();
    this.#points = [clampedTo(event, image)];
  }

  pointerMove(event: ToolEvent): void {
    const image = this.#port.image();
    if (!this.#points || !image) return;
    const here = clampedTo(event, image);
    const last = this.#points.at(-1);
    if (last && last.x === here.x && last.y === here.y) return;
    this.#points.push(here);
    const draft = { points: [...this.#points], subtract: this.#subtract, pointer: null, closes: false };
    this.#port.showDraftOutline({ kind: "lasso", ...draft });
  }

  pointerUp(event: ToolEvent): void {
    this.pointerMove(event);
    const [points, subtract] = [this.#points, this.#subtract];
    this.cancel();
    if (points && points.length >= 3) this.#port.fillOutline({ points, subtract }, "lasso");
  }

  cancel(): void {
    this.#points = null;
    this.#port.showDraftOutline(null);
  }
}
