import { Tooltip } from "@mantine/core";
import { IconSearch, IconX } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import type { SampleStatus } from "#core/samples";
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
  const projectId = useSessionState((state) => state.projectId);
  const counts = useCounts(projectId).data;
  const total = counts ? allStatuses.reduce((sum, status) => sum + (counts[status] ?? 0), 0) : 0;
  const open = counts ? counts.todo + counts.started + counts["needs-question"] : 0;
  const done = total - open;
  const share = total === 0 ? 0 : done / total;
  return (
    <aside className={styles.panel} aria-label="Queue of samples" data-tour="queue">
      <div className={styles.head}>
        <span>Queue</span>
        <Tooltip label="Samples with a verdict, of all samples of this project">
          <span className={styles.count} data-testid="progress">
            {counts ? `${done.toLocaleString("en")} / ${total.toLocaleString("en")}` : "…"}
          </span>
        </Tooltip>
      </div>
      <div
        className={styles.progress}
        role="progressbar"
        aria-label="Samples with a verdict"
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
        placeholder="Search questions"
        aria-label="Search questions"
        dir="auto"
        maxLength={1000}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      {text !== "" && (
        <button type="button" aria-label="Clear the search" onClick={() => setText("")}>
          <IconX size={13} />
        </button>
      )}
    </div>
  );
}

function StatusChips({ counts }: { readonly counts: Readonly<Record<string, number>> | null }) {
  const session = useSession();
  const filter = useSessionState((state) => state.filter);
  const flip = (status: SampleStatus): void => {
    const on = filter.status.includes(status);
    const next = on ? filter.status.filter((one) => one !== status) : [...filter.status, status];
    session.setFilter({ ...filter, status: next });
  };
  return (
    <fieldset className={styles.chips} aria-label="Show only these statuses">
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
          {statusLooks[status].label}
          <span className={styles.chipCount}>{counts?.[status]?.toLocaleString("en") ?? ""}</span>
        </button>
      ))}
    </fieldset>
  );
}
