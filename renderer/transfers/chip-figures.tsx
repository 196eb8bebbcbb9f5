import { Progress } from "@mantine/core";
import type { TransferJob } from "#electron/api";
import { numberNow } from "#renderer/language";
import styles from "./transfers.module.css";
import { isUnderWay, shareOf } from "./transfers.ts";

/** How far a transfer is; nothing once it has ended. */
export function ChipFigures({ job }: { readonly job: TransferJob }) {
  if (!isUnderWay(job)) return null;
  const share = shareOf(job);
  if (share === null) return <span className={styles.chipFigure}>{numberNow(job.progress?.taken ?? 0)}</span>;
  return (
    <>
      <span className={styles.chipFigure}>{Math.floor(100 * share)} %</span>
      <Progress size={4} w={48} value={100 * share} aria-hidden />
    </>
  );
}
