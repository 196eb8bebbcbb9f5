import { isInside, slipped, type Tool, type ToolEvent, type ToolPort } from "./contract.ts";

/** idle -> pressed -> idle. A click adds what is coloured alike; Alt or the right button turns adding and subtracting round. */
export class FillTool implements Tool {
  readonly id = "fill";
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

  pointerMove(_event: ToolEvent): void {}

  pointerUp(event: ToolEvent): void {
    const pressed = this.#pressed;
    this.#pressed = null;
    if (!pressed || slipped(pressed, event) || !isInside(pressed, this.#port)) return;
    const turned = pressed.alt || pressed.button === 2;
    this.#port.floodFill({ x: pressed.x, y: pressed.y }, turned !== this.#port.subtracts());
  }

  cancel(): void {
    this.#pressed = null;
  }
}
