import { Tooltip } from "@mantine/core";
import type { SampleDetail } from "#core/samples";
import { oneLine } from "#renderer/words";
import styles from "./candidates.module.css";

type Run = NonNullable<SampleDetail["run"]>;

/** Whose order the candidates have, and how much of it there is. */
export function RankedBy({ run }: { readonly run: Run }) {
  const groups = run.scoring?.groups ?? [];
  const failed = groups.filter((group) => group.scores === null).length;
  const isUnranked = failed > 0 && failed === groups.length;
  const bySam = run.evaluator === "predicted-iou";
  const name = oneLine(run.scoring?.model ?? run.evaluator, 60);
  const from = `Pack ${run.pack}, run of ${new Date(run.at).toLocaleString()}.`;
  return (
    <Tooltip label={`${explain(run.evaluator, name, isUnranked ? null : failed)} ${from}`}>
      <span className={styles.by}>
        {isUnranked ? (
          <b className={styles.failed}>not ranked: no mask could be scored</b>
        ) : (
          <>
            {failed > 0 && <b className={styles.failed}>{failed} failed · </b>}
            ranked by <b>{bySam ? "SAM's predicted IoU" : name}</b>
          </>
        )}
      </span>
    </Tooltip>
  );
}

/** `failed` is the number of groups without scores, null where no group has any. */
function explain(evaluator: Run["evaluator"], name: string, failed: number | null): string {
  if (failed === null) return `${name} scored no mask; they stand in the order in which they were found.`;
  if (evaluator === "predicted-iou") {
    return "Ranked by SAM's own predicted IoU: how good each mask is, not an answer to the question.";
  }
  const truth = evaluator === "oracle" ? ", which uses ground truth" : "";
  const failures = failed > 0 ? ` ${failed} groups of masks could not be scored and stand last.` : "";
  return `Ranked by the score of ${name}${truth}.${failures}`;
}
