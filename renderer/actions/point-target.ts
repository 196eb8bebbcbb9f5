import { moveTarget, useTargetCursor, useView } from "#renderer/canvas";
import { isVeiled, type ReviewSession } from "#renderer/session";
import type { Action, ActionContext } from "./contract.ts";

const isToPoint = ({ session }: ActionContext): boolean => session !== null && isVeiled(session.store.getState());

/** SAM's point tool is in hand, so that the keyboard's cross can place points as the pointer does. */
const hasPointTool = ({ session }: ActionContext): boolean =>
  session !== null &&
  !isVeiled(session.store.getState()) &&
  session.store.getState().sample?.detail.imageStatus === "ok" &&
  useView.getState().tool === "point";

const cross = () => useTargetCursor.getState().place;

export const pointTarget: Action = {
  id: "point-target",
  title: "Point at the cross",
  group: "Tools",
  keys: ["Enter"],
  keywords: ["blind", "target", "reveal", "sam", "positive", "keyboard"],
  canvasOnly: true,
  predicate: (context) => (isToPoint(context) || hasPointTool(context)) && cross() !== null,
  perform: (context) => {
    const place = cross();
    if (isToPoint(context)) {
      // A second Enter in haste must not give SAM a point of what is shown now.
      useTargetCursor.setState({ place: null });
      void context.session?.judging.point(place, "keyboard");
    } else if (place) context.session?.addPoint({ ...place, label: 1 });
  },
};

export const pointNegative: Action = {
  id: "point-negative",
  title: "Negative point at the cross",
  group: "Tools",
  keys: ["Shift+Enter"],
  keywords: ["sam", "background", "keyboard"],
  canvasOnly: true,
  predicate: (context) => hasPointTool(context) && cross() !== null,
  perform: ({ session }) => {
    const place = cross();
    if (place) session?.addPoint({ ...place, label: 0 });
  },
};

export const nothingToPointAt: Action = {
  id: "nothing-to-point-at",
  title: "Nothing to point at",
  group: "Verdict",
  keys: ["N"],
  keywords: ["blind", "no target", "reveal"],
  predicate: isToPoint,
  perform: ({ session }) => void session?.judging.point(null, "keyboard"),
};

const arrows = [
  ["left", "Left", -1, 0],
  ["right", "Right", 1, 0],
  ["up", "Up", 0, -1],
  ["down", "Down", 0, 1],
] as const;

/** With the point tool and while the target is to be pointed at; else arrow keys mean what they mean to the focus. */
export const moveTargetActions: readonly Action[] = [false, true].flatMap((isFine) =>
  arrows.map(
    ([word, key, dx, dy]): Action => ({
      id: `target-${word}${isFine ? "-fine" : ""}`,
      title: `Cross ${word}${isFine ? ", one pixel" : ""}`,
      group: "Tools",
      keys: [`${isFine ? "Shift+" : ""}Arrow${key}`],
      keywords: ["blind", "target", "sam", "keyboard"],
      hidden: true,
      canvasOnly: true,
      predicate: (context) => isToPoint(context) || hasPointTool(context),
      perform: (context) => {
        moveTarget(dx, dy, isFine);
        if (!isToPoint(context)) preview(context.session);
      },
    }),
  ),
);

/** What SAM would make of a point there, as under the pointer. */
function preview(session: ReviewSession | null): void {
  const place = cross();
  if (place) session?.hover({ ...place, label: 1 });
}
