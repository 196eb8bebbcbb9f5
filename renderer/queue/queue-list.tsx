import { Button } from "@mantine/core";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useCallback, useEffect, useRef } from "react";
import { EmptyState, ErrorPanel } from "#renderer/feedback";
import { useText } from "#renderer/language";
import { reportOf } from "#renderer/link";
import { emptyFilter, isFiltered, useSession, useSessionState } from "#renderer/session";
import styles from "./queue.module.css";
import { QueueRow } from "./queue-row.tsx";
import { useQueueHead, useQueueRows } from "./use-queue.ts";
import { pagesFor } from "./windows.ts";

const ROW_HEIGHT = 44;

/** The samples, however many: only the rows on screen exist, only their pages are asked for. */
export function QueueList() {
  const { queue: words, shell } = useText();
  const session = useSession();
  const projectId = useSessionState((state) => state.projectId);
  const filter = useSessionState((state) => state.filter);
  const currentId = useSessionState((state) => state.loading ?? state.sample?.detail.id ?? null);
  const ordinal = useSessionState((state) => state.sample?.detail.ordinal ?? null);
  const scroller = useRef<HTMLDivElement>(null);
  const head = useQueueHead(projectId, filter);
  const total = head.data?.total ?? 0;
  const virtualizer = useVirtualizer({
    count: total,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 12,
  });
  const rows = virtualizer.getVirtualItems();
  const rowAt = useQueueRows(projectId, filter, pagesFor(rows[0]?.index ?? 0, rows.at(-1)?.index ?? -1));
  const hidesScores = useSessionState(({ rules, ownBlind }) => rules.hideScores || rules.blind || ownBlind);
  const isNarrowed = isFiltered(filter);

  useEffect(() => {
    // Another filter, another list: begin at its top.
    void filter;
    scroller.current?.scrollTo({ top: 0 });
  }, [filter]);
  useEffect(() => {
    // Without a filter a sample's place in the queue is its ordinal.
    if (ordinal !== null && !isNarrowed && ordinal < total) virtualizer.scrollToIndex(ordinal, { align: "auto" });
  }, [virtualizer, ordinal, isNarrowed, total]);
  const open = useCallback((sampleId: string) => void session.open(sampleId), [session]);

  return (
    <div ref={scroller} className={styles.scroller} data-testid="queue">
      {head.error && (
        <ErrorPanel report={reportOf(head.error)}>
          <Button size="xs" variant="default" onClick={() => void head.refetch()}>
            {shell.retry}
          </Button>
        </ErrorPanel>
      )}
      {head.isPending && <QueueSkeleton />}
      {!head.isPending && !head.error && total === 0 && (
        <EmptyState title={isNarrowed ? words.noMatch : words.noSamples}>
          {isNarrowed && (
            <Button size="xs" variant="subtle" onClick={() => session.setFilter(emptyFilter)}>
              {words.clearFilters}
            </Button>
          )}
        </EmptyState>
      )}
      <nav className={styles.rows} style={{ height: virtualizer.getTotalSize() }} aria-label={words.title}>
        {rows.map((row) => {
          const sample = rowAt(row.index);
          return (
            <QueueRow
              key={row.index}
              sample={sample}
              isCurrent={sample !== null && sample.id === currentId}
              hidesScores={hidesScores}
              top={row.start}
              height={row.size}
              onOpen={open}
            />
          );
        })}
      </nav>
    </div>
  );
}

function QueueSkeleton() {
  return (
    <div aria-hidden>
      {[0, 1, 2, 3, 4, 5].map((row) => (
        <div key={row} className={styles.skeletonRow}>
          <i className={styles.dot} />
          <span className={styles.ghost} />
        </div>
      ))}
    </div>
  );
}
