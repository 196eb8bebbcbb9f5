import { Spotlight, type SpotlightFilterFunction } from "@mantine/spotlight";
import { useMemo, useState } from "react";
import { KeyHint, useKeymap } from "#renderer/keymap";
import { titleOf, useText } from "#renderer/language";
import type { ActionContext } from "./contract.ts";
import { findActions } from "./find-actions.ts";
import { allActions } from "./registry.ts";

/** Everything that can be done now, by name. */
export function CommandPalette({ context }: { readonly context: ActionContext }) {
  const { shell: words, keys } = useText();
  // Asked anew at each opening: what can be done depends on the sample.
  const [openings, setOpenings] = useState(0);
  const groups = useMemo(() => {
    void openings;
    const possible = allActions.filter((action) => !action.hidden && (action.predicate?.(context) ?? true));
    return [...new Set(possible.map((action) => action.group))].map((group) => ({
      group: keys.groups[group] ?? group,
      actions: possible
        .filter((action) => action.group === group)
        .map((action) => ({
          id: action.id,
          label: titleOf(action),
          keywords: [...action.keywords],
          rightSection: <KeyHint of={action} />,
          onClick: () => action.perform(context),
        })),
    }));
  }, [context, openings, keys]);
  return (
    <Spotlight
      actions={groups}
      shortcut={null}
      attributes={{ content: { "aria-label": words.palette } }}
      filter={found}
      highlightQuery
      scrollable
      centered={false}
      yOffset="12vh"
      transitionProps={{ duration: 80 }}
      overlayProps={{ blur: 0, backgroundOpacity: 0.5 }}
      maxHeight={420}
      nothingFound={words.paletteNothing}
      searchProps={{ placeholder: words.palettePlaceholder, "aria-label": words.paletteSearch }}
      onSpotlightOpen={() => setOpenings((count) => count + 1)}
    />
  );
}

/** As the help and the settings find actions: by words in any order, by key. */
const found: SpotlightFilterFunction = (query, groups) => {
  const { keymap } = useKeymap.getState();
  const ids = new Set(findActions(allActions, query, keymap).map(({ id }) => id));
  return groups.flatMap((group) => {
    if (!("actions" in group)) return [];
    const actions = group.actions.filter(({ id }) => query.trim() === "" || ids.has(id ?? ""));
    return actions.length > 0 ? [{ ...group, actions }] : [];
  });
};
