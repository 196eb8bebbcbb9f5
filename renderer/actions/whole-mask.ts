import type { MaskOp, Size } from "#renderer/editing";
import { layerOf } from "#renderer/session";
import type { Action, ActionContext } from "./contract.ts";

/** Whether there is anything in the layer that is painted. */
export const hasMask = ({ session }: ActionContext): boolean => {
  const { sample, layer } = session?.store.getState() ?? {};
  return sample != null && layer !== undefined && layerOf(sample, layer) !== null;
};

/** By how many pixels one press grows or shrinks: what is seen of a large picture, a pixel of a small one. */
export const opStep = (width: number, height: number): number =>
  Math.max(1, Math.round(Math.max(width, height) / 1000));

/** Parts of fewer pixels are islands: a ten-thousandth of the picture, at least 16. */
export const islandArea = (width: number, height: number): number =>
  Math.max(16, Math.round((width * height) / 10_000));

/** Does to the open sample's mask what is right for a picture of its size. */
export function applyToMask(opFor: (size: Size) => MaskOp): Action["perform"] {
  return ({ session }) => {
    const image = session?.store.getState().sample?.detail.image;
    if (session && image) void session.edits.apply(opFor(image));
  };
}
