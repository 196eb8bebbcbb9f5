import { Spotlight } from "@mantine/spotlight";
import { useMemo, useState } from "react";
import type { ActionContext } from "./contract.ts";
import { keyLabel, runsOnMac } from "./keys.ts";
import { allActions } from "./registry.ts";

/** Everything that can be done now, by name. */
export function CommandPalette({ context }: { readonly context: ActionContext }) {
  // Asked anew at each opening: what can be done depends on the sample.
  const [openings, setOpenings] = useState(0);
  const groups = useMemo(() => {
    void openings;
    const isMac = runsOnMac();
    const possible = allActions.filter((action) => !action.hidden && (action.predicate?.(context) ?? true));
    return [...new Set(possible.map((action) => action.group))].map((group) => ({
      group,
      actions: possible
        .filter((action) => action.group === group)
        .map((action) => ({
          id: action.id,
          label: action.title,
          keywords: [...action.keywords],
          rightSection: action.keys[0] ? <kbd>{keyLabel(action.keys[0], isMac)}</kbd> : null,
          onClick: () => action.perform(context),
        })),
    }));
  }, [context, openings]);
  return (
    <Spotlight
      actions={groups}
      shortcut={null}
      attributes={{ content: { "aria-label": "Command palette" } }}
      highlightQuery
      scrollable
      centered={false}
      yOffset="12vh"
      transitionProps={{ duration: 80 }}
      overlayProps={{ blur: 0, backgroundOpacity: 0.5 }}
      maxHeight={420}
      nothingFound="No command has this name."
      searchProps={{ placeholder: "What do you want to do?", "aria-label": "Search commands" }}
      onSpotlightOpen={() => setOpenings((count) => count + 1)}
    />
  );
}
