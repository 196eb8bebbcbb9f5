import { Popover, Tooltip } from "@mantine/core";
import { IconFilter, IconUsers, IconX } from "@tabler/icons-react";
import { actions } from "#renderer/actions";
import { useKeyLabel, withKey } from "#renderer/keymap";
import { titleOf, useText } from "#renderer/language";
import { useSession, useSessionState } from "#renderer/session";
import { FilterForm } from "./filter-form.tsx";
import { filterParts } from "./filter-words.ts";
import styles from "./filters.module.css";
import { ViewsMenu } from "./views-menu.tsx";

/** Opens the filters and the saved views, and shows what is filtered, a chip each that takes it away. */
export function FilterBar() {
  const words = useText().filters;
  const session = useSession();
  const judgingKey = useKeyLabel(actions.openJudging);
  const parts = filterParts(useSessionState((state) => state.filter));
  return (
    <div className={styles.bar}>
      <div className={styles.heads}>
        <Popover width={280} position="right-start" shadow="sm" trapFocus returnFocus>
          <Popover.Target>
            <button type="button" className={styles.head} data-testid="filters" aria-label={words.title}>
              <IconFilter size={13} aria-hidden /> {words.title}
            </button>
          </Popover.Target>
          <Popover.Dropdown>
            <FilterForm />
          </Popover.Dropdown>
        </Popover>
        <ViewsMenu />
        <Tooltip label={withKey(titleOf(actions.openJudging), judgingKey)}>
          <button
            type="button"
            className={styles.head}
            data-testid="judging"
            aria-label={words.judging}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => actions.openJudging.perform({ session })}
          >
            <IconUsers size={13} aria-hidden />
          </button>
        </Tooltip>
      </div>
      {parts.length > 0 && (
        <div className={styles.parts}>
          {parts.map(({ key, words: part, without }) => (
            <button
              key={key}
              type="button"
              className={styles.part}
              data-testid="filter-part"
              aria-label={words.takeAway(part)}
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => session.setFilter(without)}
            >
              <bdi>{part}</bdi> <IconX size={11} aria-hidden />
            </button>
          ))}
        </div>
      )}
    </div>
  );
}
