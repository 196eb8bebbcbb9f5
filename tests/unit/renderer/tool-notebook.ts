import type { Box, Point, Prompts } from "#core/samples";
import type { Brush, Outline, Place, Stroke } from "#renderer/editing";
import type { DraftOutline, ToolEvent, ToolPort } from "#renderer/tools";

/** Takes notes; the picture is 100 x 80 and drawn at scale 2. */
export class Notebook implements ToolPort {
  notes: string[] = [];
  current: Prompts = { points: [], box: null };
  hovered: Point | null = null;
  draft: Box | null = null;
  size: Brush = { shape: "round", diameter: 9 };
  subtracting = false;
  brushAt: Place | null = null;
  /** How many places the stroke that is shown has; null without one. */
  shown: number | null = null;
  outline: DraftOutline | null = null;
  prompts = () => this.current;
  image = () => ({ width: 100, height: 80 });
  scale = () => 2;
  panBy = (dx: number, dy: number) => void this.notes.push(`pan ${dx} ${dy}`);
  addPoint = (point: Point) => void this.notes.push(`add ${point.x} ${point.y} ${point.label}`);
  removePoint = (index: number) => void this.notes.push(`remove ${index}`);
  setBox = (box: Box) => void this.notes.push(`box ${box.x0} ${box.y0} ${box.x1} ${box.y1}`);
  hover = (point: Point | null) => {
    this.hovered = point;
  };
  pointTarget = ({ x, y }: Place) => void this.notes.push(`target ${x} ${y}`);
  showDraftBox = (box: Box | null) => {
    this.draft = box;
  };
  brush = () => this.size;
  subtracts = () => this.subtracting;
  showBrush = (place: Place | null) => {
    this.brushAt = place;
  };
  showStroke = (stroke: Stroke | null) => {
    this.shown = stroke?.points.length ?? null;
  };
  paint = ({ erase, points }: Stroke) => void this.notes.push(`${erase ? "erase" : "paint"} ${way(points)}`);
  showDraftOutline = (draft: DraftOutline | null) => {
    this.outline = draft;
  };
  fillOutline = ({ points, subtract }: Outline, kind: string) =>
    void this.notes.push(`${kind} ${subtract ? "-" : "+"} ${way(points)}`);
  floodFill = ({ x, y }: Place, subtract: boolean) => void this.notes.push(`fill ${subtract ? "-" : "+"} ${x},${y}`);
}

const way = (points: readonly Place[]): string => points.map(({ x, y }) => `${x},${y}`).join(" ");

/** An event at a place of the picture; the screen is at twice that. */
export const at = (
  x: number,
  y: number,
  options: { button?: number; alt?: boolean; shift?: boolean } = {},
): ToolEvent => ({
  x,
  y,
  screenX: 2 * x,
  screenY: 2 * y,
  button: options.button ?? 0,
  alt: options.alt ?? false,
  shift: options.shift ?? false,
});
