import type { ReviewSession } from "#renderer/session";

export type ActionGroup = "Samples" | "Verdict" | "Mask" | "Tools" | "View" | "Studio";

export interface ActionContext {
  /** Null at home. */
  readonly session: ReviewSession | null;
}

/** One thing that a person can do; menu, palette, key list and tooltips all read it from here. */
export interface Action {
  readonly id: string;
  readonly title: string;
  readonly group: ActionGroup;
  /** The first is shown on buttons. */
  readonly keys: readonly string[];
  readonly keywords: readonly string[];
  /** Whether it can be done now; left out: always. */
  readonly predicate?: (context: ActionContext) => boolean;
  /** Where the predicate forbids it, its key is taken all the same, and performing it tells why nothing is done. */
  readonly explains?: (context: ActionContext) => boolean;
  readonly perform: (context: ActionContext) => void;
  /** With it the action lasts as long as its key is held. */
  readonly release?: (context: ActionContext) => void;
  /** Works while text is being typed too. */
  readonly whileTyping?: boolean;
  /** Keys that mean something else to a focused control: only from the canvas, the candidates or nowhere. */
  readonly canvasOnly?: boolean;
  /** Left out of the palette, e.g. because it is held. */
  readonly hidden?: boolean;
}

export const hasSample = ({ session }: ActionContext): boolean => session?.store.getState().sample != null;
