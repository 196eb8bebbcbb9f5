import { BoxTool } from "./box-tool.ts";
import { BrushTool } from "./brush-tool.ts";
import type { Tool, ToolEvent, ToolId, ToolKey, ToolPort } from "./contract.ts";
import { FillTool } from "./fill-tool.ts";
import { LassoTool } from "./lasso-tool.ts";
import { PanTool } from "./pan-tool.ts";
import { PointTool } from "./point-tool.ts";
import { PolygonTool } from "./polygon-tool.ts";
import { TargetTool } from "./target-tool.ts";

/** Sends pointer events to the tool in hand; the middle button, or Space held, pans whatever that is. */
export class ToolHost {
  readonly #tools: Readonly<Record<ToolId, Tool>>;
  #current: ToolId;
  #panning = false;
  #spaceHeld = false;

  constructor(port: ToolPort, initial: ToolId) {
    this.#tools = {
      pan: new PanTool(port),
      point: new PointTool(port),
      box: new BoxTool(port),
      brush: new BrushTool(port, "brush"),
      eraser: new BrushTool(port, "eraser"),
      polygon: new PolygonTool(port),
      lasso: new LassoTool(port),
      fill: new FillTool(port),
      target: new TargetTool(port),
    };
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
    if (held) this.#pause();
    this.#spaceHeld = held;
  }

  pointerDown(event: ToolEvent): void {
    if (event.button === 1 || (this.#spaceHeld && event.button === 0)) {
      this.#pause();
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

  doubleClick(event: ToolEvent): void {
    this.active.doubleClick?.(event);
  }

  key(key: ToolKey): boolean {
    return this.#tools[this.#current].key?.(key) ?? false;
  }

  /** The pointer is not over the canvas any more. */
  leave(): void {
    const tool = this.#tools[this.#current];
    if (tool.leave) tool.leave();
    else tool.cancel();
    this.#tools.pan.cancel();
    this.#panning = false;
  }

  #pause(): void {
    const tool = this.#tools[this.#current];
    if (tool.pause) tool.pause();
    else tool.cancel();
  }

  cancel(): void {
    for (const tool of Object.values(this.#tools)) tool.cancel();
    this.#panning = false;
  }
}
