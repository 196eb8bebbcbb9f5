import { create } from "zustand";

/** Objects of the scene that hovered words refer to, for the canvas; empty while none are. */
export const useMentioned = create<{ readonly objects: readonly number[] }>(() => ({ objects: [] }));

const nothing: readonly number[] = [];

export const mention = (objects: readonly number[]): void =>
  useMentioned.setState({ objects: objects.length === 0 ? nothing : objects });
