import { create } from "zustand";
import type { Place, Size } from "./geometry.ts";
import { useView } from "./view.ts";

/** Where the keyboard's cross is, in pixels of the picture; null until an arrow key was pressed. */
export const useTargetCursor = create<{ readonly place: Place | null }>(() => ({ place: null }));

/** CSS pixels that an arrow key goes; with Shift one pixel of the picture. */
const STRIDE = 24;

/** The place after a move from `from` (the middle of the picture where null), kept inside the picture. */
export function moved(from: Place | null, by: Place, image: Size): Place {
  const clamp = (value: number, side: number): number => Math.min(side - 0.5, Math.max(0.5, value));
  const start = from ?? { x: image.width / 2, y: image.height / 2 };
  return { x: clamp(start.x + by.x, image.width), y: clamp(start.y + by.y, image.height) };
}

/** The first arrow key only brings the cross into view, in the middle. */
export function moveTarget(dx: number, dy: number, isFine: boolean): void {
  const { image, viewport } = useView.getState();
  if (!image) return;
  const { place } = useTargetCursor.getState();
  const stride = place === null ? 0 : isFine ? 1 : Math.max(1, STRIDE / viewport.scale);
  useTargetCursor.setState({ place: moved(place, { x: dx * stride, y: dy * stride }, image) });
}

export const forgetTarget = (): void => useTargetCursor.setState({ place: null });
