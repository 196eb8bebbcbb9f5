import { isTyping, type KeyPress, keysNow, matches, meansKey, movesFocus } from "#renderer/keymap";
import type { Action, ActionContext } from "./contract.ts";

export interface Dispatched extends KeyPress {
  readonly target: unknown;
  readonly repeat: boolean;
  preventDefault(): void;
}

interface Surroundings {
  readonly isMac: boolean;
  /** A dialog or the palette is open: the keys are its own. */
  readonly isCovered: boolean;
}

/** Keys that fire again while they are held. */
const REPEATING: ReadonlySet<string> = new Set([
  "undo",
  "redo",
  "zoom-in",
  "zoom-out",
  "previous-sample",
  "next-sample",
  "previous-step",
  "next-step",
  "brush-smaller",
  "brush-larger",
  ...["left", "right", "up", "down"].flatMap((way) => [`target-${way}`, `target-${way}-fine`]),
]);

/** The action that a key press means here and now, if any; where none can be done, one that tells why. */
export function actionFor(
  actions: readonly Action[],
  event: Dispatched,
  context: ActionContext,
  { isMac, isCovered }: Surroundings,
): Action | null {
  const typing = isTyping(event.target as Parameters<typeof isTyping>[0]);
  let telling: Action | null = null;
  for (const action of actions) {
    const keys = keysNow(action).find((one) => matches(one, event, isMac));
    if (keys === undefined) continue;
    if (typing && !action.whileTyping) continue;
    if (isCovered && !action.whileTyping) continue;
    if ((action.canvasOnly || movesFocus(keys)) && !belongsToCanvas(event.target)) continue;
    if (canBeDone(action, context)) return action;
    if (action.explains?.(context)) telling ??= action;
  }
  return telling;
}

const canBeDone = (action: Action, context: ActionContext): boolean => action.predicate?.(context) ?? true;

/** Performs it, and keeps the browser from doing what it would do with these keys. */
export function press(
  actions: readonly Action[],
  event: Dispatched,
  context: ActionContext,
  around: Surroundings,
): void {
  const action = actionFor(actions, event, context, around);
  if (!action) return;
  event.preventDefault();
  // What can't be done is told once, not as long as the key is held.
  if (!event.repeat || (REPEATING.has(action.id) && canBeDone(action, context))) action.perform(context);
}

/** A key went up: ends what it held, whatever modifiers are down by now. */
export function release(actions: readonly Action[], event: Dispatched, context: ActionContext): void {
  for (const action of actions) {
    if (action.release && keysNow(action).some((keys) => meansKey(keys, event))) action.release(context);
  }
}

function belongsToCanvas(target: unknown): boolean {
  const element = target as { tagName?: string; closest?: (selector: string) => unknown } | null;
  if (!element || element.tagName === "BODY") return true;
  return Boolean(element.closest?.("[data-canvas], [data-candidates]"));
}
