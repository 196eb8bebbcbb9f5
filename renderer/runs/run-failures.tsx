import { Button, Skeleton } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { BatchInfo } from "#electron/api";
import { ErrorPanel } from "#renderer/feedback";
import { useText } from "#renderer/language";
import { reportOf, useApi } from "#renderer/link";
import { useSession } from "#renderer/session";
import { openDialog } from "#renderer/shell";
import { Line } from "#renderer/words";
import styles from "./runs.module.css";

/** How many are named; the others fail for like reasons, or are found once these are mended. */
const SHOWN = 100;

/** The samples of a run that failed, each with what went wrong and how to mend it. */
export function RunFailures({ run }: { readonly run: BatchInfo }) {
  const words = useText().runs;
  const { projectId, id, failed } = run;
  const api = useApi();
  const session = useSession();
  const { data, error } = useQuery({
    queryKey: ["run-failures", projectId, id, failed],
    queryFn: ({ signal }) => api.batches.failures.query({ projectId, batchId: id, limit: SHOWN }, { signal }),
    placeholderData: keepPreviousData,
  });
  if (error) return <ErrorPanel report={reportOf(error)} />;
  if (!data) return <Skeleton height={56} />;
  const open = (sampleId: string): void => {
    openDialog(null);
    void session.open(sampleId);
  };
  return (
    <ul className={styles.failures} aria-label={words.failedSamples}>
      {data.map(({ sampleId, question, error: { message, where, cure }, attempts }) => (
        <li key={sampleId} data-testid="run-failure">
          <Button
            size="compact-xs"
            variant="subtle"
            className={styles.failedSample ?? ""}
            onClick={() => open(sampleId)}
          >
            <bdi className={styles.question}>
              <Line text={question} />
            </bdi>
          </Button>
          <p className="r2-words">{message}</p>
          {where && <code className="r2-words">{where}</code>}
          <p className={`${styles.dim} r2-words`}>
            {cure}
            {attempts > 1 && ` ${words.tried(attempts)}`}
          </p>
        </li>
      ))}
      {failed > data.length && <li className={styles.dim}>{words.more(failed - data.length)}</li>}
    </ul>
  );
}
