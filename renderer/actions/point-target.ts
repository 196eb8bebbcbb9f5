import { moveTarget, useTargetCursor } from "#renderer/canvas";
import { isVeiled } from "#renderer/session";
import type { Action, ActionContext } from "./contract.ts";

const isToPoint = ({ session }: ActionContext): boolean => session !== null && isVeiled(session.store.getState());

export const pointTarget: Action = {
  id: "point-target",
  title: "Point at the cross",
  group: "Verdict",
  keys: ["Enter"],
  keywords: ["blind", "target", "reveal"],
  canvasOnly: true,
  predicate: (context) => isToPoint(context) && useTargetCursor.getState().place !== null,
  perform: ({ session }) => void session?.judging.point(useTargetCursor.getState().place, "keyboard"),
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

/** Only while the target is to be pointed at; else arrow keys mean what they mean to whatever has the focus. */
export const moveTargetActions: readonly Action[] = [false, true].flatMap((isFine) =>
  arrows.map(
    ([word, key, dx, dy]): Action => ({
      id: `target-${word}${isFine ? "-fine" : ""}`,
      title: `Cross ${word}${isFine ? ", one pixel" : ""}`,
      group: "Verdict",
      keys: [`${isFine ? "Shift+" : ""}Arrow${key}`],
      keywords: ["blind", "target"],
      hidden: true,
      canvasOnly: true,
      predicate: isToPoint,
      perform: () => moveTarget(dx, dy, isFine),
    }),
  ),
);
