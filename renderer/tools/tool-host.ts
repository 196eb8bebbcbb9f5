import { BoxTool } from "./box-tool.ts";
import type { Tool, ToolEvent, ToolId, ToolPort } from "./contract.ts";
import { PanTool } from "./pan-tool.ts";
import { PointTool } from "./point-tool.ts";

/** Sends pointer events to the tool in hand; the middle button, or Space held, pans whatever that is. */
export class ToolHost {
  readonly #tools: Readonly<Record<ToolId, Tool>>;
  #current: ToolId;
  #panning = false;
  #spaceHeld = false;

  constructor(port: ToolPort, initial: ToolId) {
    this.#tools = { pan: new PanTool(port), point: new PointTool(port), box: new BoxTool(port) };
    this.#current = initial;
  }

  /** The tool that gets the events now. */
  get active(): Tool {
    return this.#panning || this.#spaceHeld ? this.#tools.pan : this.#tools[this.#current];
  }

  get cursor(): string {
    return this.active.cursor;
  }

  select(tool: ToolId): void {
    if (tool === this.#current) return;
    this.#tools[this.#current].cancel();
    this.#current = tool;
  }

  holdSpace(held: boolean): void {
    if (held === this.#spaceHeld) return;
    if (held) this.#tools[this.#current].cancel();
    this.#spaceHeld = held;
  }

  pointerDown(event: ToolEvent): void {
    if (event.button === 1 || (this.#spaceHeld && event.button === 0)) {
      this.#tools[this.#current].cancel();
      this.#panning = true;
    }
    this.active.pointerDown(event);
  }

  pointerMove(event: ToolEvent): void {
    this.active.pointerMove(event);
  }

  pointerUp(event: ToolEvent): void {
    this.active.pointerUp(event);
    this.#panning = false;
  }

  cancel(): void {
    for (const tool of Object.values(this.#tools)) tool.cancel();
    this.#panning = false;
  }
}
