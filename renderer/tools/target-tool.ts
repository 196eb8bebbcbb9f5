import { isInside, slipped, type Tool, type ToolEvent, type ToolPort } from "./contract.ts";

/** idle -> pressed -> idle. A click says where the target is; what is hidden until then is not in its way. */
export class TargetTool implements Tool {
  readonly id = "target";
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
    if (event.button === 0) this.#pressed = event;
  }

  pointerMove(): void {}

  pointerUp(event: ToolEvent): void {
    const pressed = this.#pressed;
    this.#pressed = null;
    if (!pressed || slipped(pressed, event) || !isInside(pressed, this.#port)) return;
    this.#port.pointTarget({ x: pressed.x, y: pressed.y });
  }

  cancel(): void {
    this.#pressed = null;
  }
}
