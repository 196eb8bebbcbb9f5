import { Tooltip } from "@mantine/core";
import { IconSearch, IconX } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import type { SampleStatus } from "#core/samples";
import { numberNow, useText } from "#renderer/language";
import { useSession, useSessionState } from "#renderer/session";
import { FilterBar } from "./filter-bar.tsx";
import { PacePanel } from "./pace-panel.tsx";
import styles from "./queue.module.css";
import { QueueList } from "./queue-list.tsx";
import { allStatuses, statusLooks } from "./statuses.ts";
import { useCounts } from "./use-queue.ts";

const SEARCH_DELAY_MS = 200;

/** The left panel: how far the project is, what of it is shown, and the samples themselves. */
export function QueuePanel() {
  const words = useText().queue;
  const projectId = useSessionState((state) => state.projectId);
  const counts = useCounts(projectId).data;
  const total = counts ? allStatuses.reduce((sum, status) => sum + (counts[status] ?? 0), 0) : 0;
  const open = counts ? counts.todo + counts.started + counts["needs-question"] : 0;
  const done = total - open;
  const share = total === 0 ? 0 : done / total;
  return (
    <aside className={styles.panel} aria-label={words.label} data-tour="queue">
      <div className={styles.head}>
        <span>{words.title}</span>
        <Tooltip label={words.progressHint}>
          <span className={styles.count} data-testid="progress">
            {counts ? `${numberNow(done)} / ${numberNow(total)}` : "…"}
          </span>
        </Tooltip>
      </div>
      <div
        className={styles.progress}
        role="progressbar"
        aria-label={words.progress}
        aria-valuenow={done}
        aria-valuemin={0}
        aria-valuemax={total}
      >
        <i style={{ width: `${100 * share}%` }} />
      </div>
      <SearchBox />
      <StatusChips counts={counts ?? null} />
      <FilterBar />
      <QueueList />
      <PacePanel open={counts ? counts.todo + counts.started : null} />
    </aside>
  );
}

function SearchBox() {
  const words = useText().queue;
  const session = useSession();
  const filter = useSessionState((state) => state.filter);
  const [text, setText] = useState(filter.search);
  useEffect(() => setText(filter.search), [filter.search]);
  useEffect(() => {
    if (text === session.store.getState().filter.search) return;
    const timer = setTimeout(
      () => session.setFilter({ ...session.store.getState().filter, search: text }),
      SEARCH_DELAY_MS,
    );
    return () => clearTimeout(timer);
  }, [session, text]);
  return (
    <div className={styles.search}>
      <IconSearch size={14} aria-hidden />
      <input
        type="search"
        value={text}
        placeholder={words.search}
        aria-label={words.search}
        dir="auto"
        maxLength={1000}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      {text !== "" && (
        <button type="button" aria-label={words.clearSearch} onClick={() => setText("")}>
          <IconX size={13} />
        </button>
      )}
    </div>
  );
}

function StatusChips({ counts }: { readonly counts: Readonly<Record<string, number>> | null }) {
  const words = useText().queue;
  const session = useSession();
  const filter = useSessionState((state) => state.filter);
  const flip = (status: SampleStatus): void => {
    const on = filter.status.includes(status);
    const next = on ? filter.status.filter((one) => one !== status) : [...filter.status, status];
    session.setFilter({ ...filter, status: next });
  };
  return (
    <fieldset className={styles.chips} aria-label={words.onlyStatuses}>
      {allStatuses.map((status) => (
        <button
          key={status}
          type="button"
          className={styles.chip}
          aria-pressed={filter.status.includes(status)}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => flip(status)}
        >
          <i className={styles.dot} style={{ background: statusLooks[status].colour }} />
          {words.statuses[status]}
          <span className={styles.chipCount}>{counts?.[status] === undefined ? "" : numberNow(counts[status])}</span>
        </button>
      ))}
    </fieldset>
  );
}
