import type { Action, ActionContext } from "#renderer/actions";
import { keysNow } from "#renderer/keymap";
import { textNow, titleOf } from "#renderer/language";

/** As the API takes it (electron/api/desktop-board.ts). */
export type OfferedMenu = {
  title: string;
  items: { id: string; title: string; keys: string | null; enabled: boolean }[];
}[];

/** Whether it can be done here and now: a dialog has the screen for itself, as it has the keys. */
const isPossible = (action: Action, context: ActionContext, isCovered: boolean): boolean =>
  (!isCovered || action.whileTyping === true) && (action.predicate?.(context) ?? true);

/** The native menu: the palette's actions by their groups, with the keys that they have now. */
export function nativeMenu(actions: readonly Action[], context: ActionContext, isCovered: boolean): OfferedMenu {
  const shown = actions.filter((action) => !action.hidden);
  const groups = textNow().keys.groups;
  return [...new Set(shown.map((action) => action.group))].map((group) => ({
    title: groups[group] ?? group,
    items: shown
      .filter((action) => action.group === group)
      .map((action) => ({
        id: action.id,
        title: titleOf(action),
        keys: keysNow(action)[0] ?? null,
        enabled: isPossible(action, context, isCovered),
      })),
  }));
}

/** What was chosen in the native menu. Between the choice and its arrival the screen may have changed. */
export function performChosen(
  actions: readonly Action[],
  id: string,
  context: ActionContext,
  isCovered: boolean,
): boolean {
  const action = actions.find((one) => one.id === id && !one.hidden);
  if (action === undefined || !isPossible(action, context, isCovered)) return false;
  action.perform(context);
  return true;
}
