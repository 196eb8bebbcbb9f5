import { clampedTo, type Place } from "#renderer/editing";
import { CLICK_SLIP, type Tool, type ToolEvent, type ToolKey, type ToolPort } from "./contract.ts";

/** CSS pixels around the first vertex in which a click closes the polygon. */
const CLOSING_RADIUS = 9;

/**
 * idle -> drawing -> idle. Each click sets a vertex; a double click, Enter or a click on the first vertex closes the
 * polygon, Backspace takes the last vertex back. Alt with the first click turns adding and subtracting round.
 */
export class PolygonTool implements Tool {
  readonly id = "polygon";
  readonly cursor = "crosshair";
  readonly #port: ToolPort;
  #points: Place[] = [];
  #subtract = false;
  #pointer: Place | null = null;

  constructor(port: ToolPort) {
    this.#port = port;
  }

  get state(): "idle" | "drawing" {
    return this.#points.length > 0 ? "drawing" : "idle";
  }

  pointerDown(event: ToolEvent): void {
    const image = this.#port.image();
    if (event.button !== 0 || !image) return;
    if (this.#closesAt(event)) {
      this.#close();
      return;
    }
    const last = this.#points.at(-1);
    // The second press of a double click.
    if (last && this.#distance(last, event) <= CLICK_SLIP) return;
    if (!last) this.#subtract = event.alt !== this.#port.subtracts();
    this.#points = [...this.#points, clampedTo(event, image)];
    this.#pointer = null;
    this.#show();
  }

  pointerMove(event: ToolEvent): void {
    if (this.#points.length === 0) return;
    const image = this.#port.image();
    this.#pointer = image && clampedTo(event, image);
    this.#show();
  }

  pointerUp(_event: ToolEvent): void {}

  doubleClick(_event: ToolEvent): void {
    if (this.#points.length >= 3) this.#close();
  }

  key(key: ToolKey): boolean {
    if (this.#points.length === 0) return false;
    if (key === "Backspace") {
      this.#points = this.#points.slice(0, -1);
      this.#show();
    } else if (this.#points.length >= 3) this.#close();
    return true;
  }

  leave(): void {
    this.pause();
  }

  /** The vertices stay; only the line to the pointer goes. */
  pause(): void {
    this.#pointer = null;
    this.#show();
  }

  cancel(): void {
    this.#points = [];
    this.#pointer = null;
    this.#show();
  }

  #close(): void {
    const outline = { points: this.#points, subtract: this.#subtract };
    this.cancel();
    this.#port.fillOutline(outline, "polygon");
  }

  #closesAt(place: Place): boolean {
    const first = this.#points[0];
    return this.#points.length >= 3 && first !== undefined && this.#distance(first, place) <= CLOSING_RADIUS;
  }

  /** In CSS pixels. */
  #distance(a: Place, b: Place): number {
    return Math.hypot(a.x - b.x, a.y - b.y) * this.#port.scale();
  }

  #show(): void {
    const [points, pointer, subtract] = [this.#points, this.#pointer, this.#subtract];
    const closes = pointer !== null && this.#closesAt(pointer);
    this.#port.showDraftOutline(points.length === 0 ? null : { kind: "polygon", points, pointer, subtract, closes });
  }
}
