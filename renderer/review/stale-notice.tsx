import { Button, Group } from "@mantine/core";
import { IconHistory } from "@tabler/icons-react";
import { actions } from "#renderer/actions";
import { statusLooks } from "#renderer/queue";
import { useSession, useSessionState } from "#renderer/session";
import { oneLine } from "#renderer/words";
import styles from "./review.module.css";

/** The question was changed after it was judged or asked: says what is about the wording before. */
export function StaleNotice() {
  const session = useSession();
  const isStale = useSessionState((state) => state.sample?.stale ?? false);
  const staleness = useSessionState((state) => state.sample?.detail.staleness ?? null);
  if (!isStale) return null;
  const { verdict, run } = staleness ?? { verdict: null, run: false };
  const old = [
    verdict && `the verdict (${statusLooks[verdict.decision].label} by ${oneLine(verdict.author, 60)})`,
    run && "the candidates and their scores",
    !verdict && !run && "the mask",
  ].filter(Boolean);
  const many = run || old.length > 1;
  return (
    <div className={styles.notice} role="note" data-testid="stale-notice">
      <IconHistory size={16} aria-hidden />
      <div>
        Stale: {old.join(" and ")} {many ? "are" : "is"} about an earlier wording of the question. Judge it again, or
        look for candidates anew.
        <Group gap={6} mt={6}>
          <Button size="compact-xs" onClick={() => actions.discoverCandidates.perform({ session })}>
            Discover candidates
          </Button>
          <Button size="compact-xs" variant="default" onClick={() => actions.showHistory.perform({ session })}>
            What changed
          </Button>
        </Group>
      </div>
    </div>
  );
}
