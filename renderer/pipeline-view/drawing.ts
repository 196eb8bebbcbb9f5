import { cssColour, type Rgb } from "#renderer/theme";

/** Everything is drawn in pixels of the picture, with lines and letters of one size on the screen at every zoom. */

export function plainLine(context: CanvasRenderingContext2D, colour: Rgb, width: number, scale: number): void {
  context.lineWidth = (width + 2) / scale;
  context.strokeStyle = "rgba(0, 0, 0, 0.55)";
  context.stroke();
  context.lineWidth = width / scale;
  context.strokeStyle = cssColour(colour);
  context.stroke();
}

export function square(context: CanvasRenderingContext2D, x: number, y: number, radius: number): void {
  context.beginPath();
  context.moveTo(x, y - radius);
  context.lineTo(x + radius, y);
  context.lineTo(x, y + radius);
  context.lineTo(x - radius, y);
  context.closePath();
}

export function circle(context: CanvasRenderingContext2D, x: number, y: number, radius: number): void {
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
}

const FONT = '"Inter Variable", system-ui, sans-serif';

/** Light letters on a dark plate; x and y are the plate's upper left corner in pixels of the picture. */
export function plate(context: CanvasRenderingContext2D, text: string, x: number, y: number, scale: number): void {
  const { width, height } = plateSize(context, text, scale);
  context.fillStyle = "rgba(10, 13, 17, 0.82)";
  context.beginPath();
  context.roundRect(x, y, width, height, 3 / scale);
  context.fill();
  context.fillStyle = "#fff";
  context.textBaseline = "middle";
  context.textAlign = "left";
  context.fillText(text, x + 4 / scale, y + height / 2);
}

/** Small dark letters around a place, on whatever was filled there. */
export function centred(context: CanvasRenderingContext2D, text: string, x: number, y: number, scale: number): void {
  context.font = `700 ${9 / scale}px ${FONT}`;
  context.fillStyle = "#14100a";
  context.textBaseline = "middle";
  context.textAlign = "center";
  context.fillText(text, x, y + 0.5 / scale);
}

export function plateSize(context: CanvasRenderingContext2D, text: string, scale: number) {
  context.font = `600 ${11 / scale}px ${FONT}`;
  return { width: context.measureText(text).width + 8 / scale, height: 15 / scale };
}

export interface Plate {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Moves each plate down until it covers none before it, so that all can be read. */
export function apart(plates: readonly Plate[]): Plate[] {
  const placed: Plate[] = [];
  for (const one of plates) {
    let y = one.y;
    for (let hit = covering(placed, one, y); hit; hit = covering(placed, one, y)) y = hit.y + hit.height;
    placed.push({ ...one, y });
  }
  return placed;
}

function covering(placed: readonly Plate[], { x, width, height }: Plate, y: number): Plate | undefined {
  return placed.find(
    (other) =>
      x < other.x + other.width && other.x < x + width && y < other.y + other.height && other.y < y + height - 1e-6,
  );
}
