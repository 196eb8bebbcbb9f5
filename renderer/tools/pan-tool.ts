import type { Tool, ToolEvent, ToolPort } from "./contract.ts";

/** idle -> dragging -> idle. */
export class PanTool implements Tool {
  readonly id = "pan";
  readonly #port: ToolPort;
  #last: { x: number; y: number } | null = null;

  constructor(port: ToolPort) {
    this.#port = port;
  }

  get state(): "idle" | "dragging" {
    return this.#last ? "dragging" : "idle";
  }

  get cursor(): string {
    return this.#last ? "grabbing" : "grab";
  }

  pointerDown(event: ToolEvent): void {
    if (event.button !== 2) this.#last = { x: event.screenX, y: event.screenY };
  }

  pointerMove(event: ToolEvent): void {
    if (!this.#last) return;
    this.#port.panBy(event.screenX - this.#last.x, event.screenY - this.#last.y);
    this.#last = { x: event.screenX, y: event.screenY };
  }

  pointerUp(_event: ToolEvent): void {
    this.#last = null;
  }

  cancel(): void {
    this.#last = null;
  }
}
