/** How the picture lies on the canvas: screen = image * scale + (x, y), in CSS pixels. */
export interface Viewport {
  readonly scale: number;
  readonly x: number;
  readonly y: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Place {
  readonly x: number;
  readonly y: number;
}

const MIN_SCALE = 0.02;
const MAX_SCALE = 64;
const MARGIN = 20;
/** Room for the tools above. */
const TOP = 56;
/**
 * The read-outs below, all that there can be, in one row (a tool has either options or SAM's prompts beside it); its rows'
 * height with the gap between them.
 */
const READ_OUTS_WIDTH = 1520;
const READ_OUTS_ROW = 34;
const READ_OUTS_MARGIN = 14;

/** Room for the read-outs as they wrap in a canvas of this width: the same however many are shown, so nothing jumps. */
function bottomOf(stageWidth: number): number {
  const rows = Math.ceil(READ_OUTS_WIDTH / Math.max(1, stageWidth - 2 * MARGIN));
  return READ_OUTS_MARGIN + READ_OUTS_ROW * Math.min(3, rows);
}

export const toImage = (view: Viewport, screen: Place): Place => ({
  x: (screen.x - view.x) / view.scale,
  y: (screen.y - view.y) / view.scale,
});

export const toScreen = (view: Viewport, image: Place): Place => ({
  x: image.x * view.scale + view.x,
  y: image.y * view.scale + view.y,
});

/** Zooms by a factor so that what lies under the pointer stays there. */
export function zoomAt(view: Viewport, pointer: Place, factor: number): Viewport {
  const scale = Math.min(MAX_SCALE, Math.max(MIN_SCALE, view.scale * factor));
  const under = toImage(view, pointer);
  return { scale, x: pointer.x - under.x * scale, y: pointer.y - under.y * scale };
}

/** The whole picture in the middle of the room that tools and read-outs leave. */
export function fitted(image: Size, stage: Size): Viewport {
  const width = Math.max(1, stage.width - 2 * MARGIN);
  const height = Math.max(1, stage.height - TOP - bottomOf(stage.width));
  const scale = Math.min(MAX_SCALE, Math.max(MIN_SCALE, Math.min(width / image.width, height / image.height)));
  return {
    scale,
    x: (stage.width - image.width * scale) / 2,
    y: TOP + (height - image.height * scale) / 2,
  };
}

/** Keeps the middle in the middle when the canvas changes its size. */
export function resized(view: Viewport, before: Size, after: Size): Viewport {
  return { ...view, x: view.x + (after.width - before.width) / 2, y: view.y + (after.height - before.height) / 2 };
}

/** Factor of one wheel event; a trackpad's small steps zoom gently, a wheel's notch by about a fifth. */
export function wheelFactor(deltaY: number, deltaMode: number): number {
  const pixels = deltaMode === 1 ? deltaY * 33 : deltaMode === 2 ? deltaY * 300 : deltaY;
  return Math.exp(-Math.max(-300, Math.min(300, pixels)) / 550);
}
