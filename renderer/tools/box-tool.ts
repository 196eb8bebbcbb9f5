import type { Box } from "#core/samples";
import { slipped, type Tool, type ToolEvent, type ToolPort } from "./contract.ts";

/** idle -> pressed -> drawing -> idle. A drag gives SAM a box; Escape forgets it. */
export class BoxTool implements Tool {
  readonly id = "box";
  readonly cursor = "crosshair";
  readonly #port: ToolPort;
  #start: ToolEvent | null = null;
  #box: Box | null = null;

  constructor(port: ToolPort) {
    this.#port = port;
  }

  get state(): "idle" | "pressed" | "drawing" {
    if (!this.#start) return "idle";
    return this.#box ? "drawing" : "pressed";
  }

  pointerDown(event: ToolEvent): void {
    // A drag may begin beside the picture: a target at its edge needs that.
    if (event.button === 0) this.#start = event;
  }

  pointerMove(event: ToolEvent): void {
    if (!this.#start) return;
    const far = slipped(this.#start, event);
    if (!far && !this.#box) return;
    this.#box = this.#boxTo(this.#start, event);
    this.#port.showDraftBox(this.#box);
  }

  pointerUp(event: ToolEvent): void {
    const start = this.#start;
    const drawing = this.#box !== null;
    this.cancel();
    if (!start || !drawing) return;
    const box = this.#boxTo(start, event);
    if (box) this.#port.setBox(box);
  }

  cancel(): void {
    this.#start = null;
    this.#box = null;
    this.#port.showDraftBox(null);
  }

  /** The part inside the picture; null if less than a pixel of it is. */
  #boxTo(start: ToolEvent, end: ToolEvent): Box | null {
    const image = this.#port.image();
    if (!image) return null;
    const clamp = (value: number, limit: number): number => Math.round(Math.min(limit, Math.max(0, value)) * 100) / 100;
    const box = {
      x0: clamp(Math.min(start.x, end.x), image.width),
      y0: clamp(Math.min(start.y, end.y), image.height),
      x1: clamp(Math.max(start.x, end.x), image.width),
      y1: clamp(Math.max(start.y, end.y), image.height),
    };
    return box.x1 - box.x0 >= 1 && box.y1 - box.y0 >= 1 ? box : null;
  }
}
