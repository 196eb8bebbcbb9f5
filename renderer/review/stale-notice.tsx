import { Button, Group } from "@mantine/core";
import { IconHistory } from "@tabler/icons-react";
import { actions } from "#renderer/actions";
import { useText } from "#renderer/language";
import { useSession, useSessionState } from "#renderer/session";
import { oneLine } from "#renderer/words";
import styles from "./review.module.css";

/** The question was changed after it was judged or asked: says what is about the wording before. */
export function StaleNotice() {
  const { candidates, queue, review: words } = useText();
  const session = useSession();
  const isStale = useSessionState((state) => state.sample?.stale ?? false);
  const staleness = useSessionState((state) => state.sample?.detail.staleness ?? null);
  if (!isStale) return null;
  const { verdict, run } = staleness ?? { verdict: null, run: false };
  const old = verdict && { status: queue.statuses[verdict.decision], author: oneLine(verdict.author, 60) };
  return (
    <div className={styles.notice} role="note" data-testid="stale-notice">
      <IconHistory size={16} aria-hidden />
      <div>
        {words.stale({ verdict: old, run })}
        <Group gap={6} mt={6}>
          <Button size="compact-xs" onClick={() => actions.discoverCandidates.perform({ session })}>
            {candidates.discover}
          </Button>
          <Button size="compact-xs" variant="default" onClick={() => actions.showHistory.perform({ session })}>
            {words.whatChanged}
          </Button>
        </Group>
      </div>
    </div>
  );
}
