export interface Rect {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Between the card and what it speaks of, and between the card and the window's edge; pixels. */
const GAP = 12;

/**
 * Where a card stands beside what it speaks of: on the first side with room for it, else within its lower corner.
 * Without an anchor, e.g. a panel that is not there yet, it stands below in the middle.
 */
export function placeCard(
  anchor: Rect | null,
  card: Size,
  view: Size,
): { readonly left: number; readonly top: number } {
  if (anchor === null) {
    return { left: (view.width - card.width) / 2, top: view.height - card.height - 4 * GAP };
  }
  const right = anchor.left + anchor.width;
  const bottom = anchor.top + anchor.height;
  const sides = [
    { left: right + GAP, top: anchor.top },
    { left: anchor.left - GAP - card.width, top: anchor.top },
    { left: anchor.left, top: bottom + GAP },
    { left: anchor.left, top: anchor.top - GAP - card.height },
  ];
  const moved = sides.map((side, index) =>
    index < 2 ? withinHeight(side, card, view) : withinWidth(side, card, view),
  );
  const inside = { left: anchor.left + GAP, top: bottom - card.height - GAP };
  return moved.find((place) => isSeen(place, card, view)) ?? withinHeight(withinWidth(inside, card, view), card, view);
}

interface Place {
  readonly left: number;
  readonly top: number;
}

const clamp = (value: number, room: number): number => Math.max(GAP, Math.min(value, room - GAP));

const withinHeight = (place: Place, card: Size, view: Size): Place => ({
  ...place,
  top: clamp(place.top, view.height - card.height),
});

const withinWidth = (place: Place, card: Size, view: Size): Place => ({
  ...place,
  left: clamp(place.left, view.width - card.width),
});

const isSeen = ({ left, top }: Place, card: Size, view: Size): boolean =>
  left >= GAP && top >= GAP && left + card.width <= view.width - GAP && top + card.height <= view.height - GAP;
