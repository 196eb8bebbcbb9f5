import { notifications } from "@mantine/notifications";
import { IconAlertTriangle, IconCheck, IconInfoCircle } from "@tabler/icons-react";
import type { ErrorReport } from "#core/errors";
import { textNow } from "#renderer/language";
import type { NoticeKind, NoticeOf } from "#renderer/session";
import styles from "./feedback.module.css";

const looks = {
  problem: { color: "var(--r2-bad)", icon: <IconAlertTriangle size={16} />, autoClose: 12_000 },
  info: { color: "var(--r2-blue)", icon: <IconInfoCircle size={16} />, autoClose: 3_000 },
  done: { color: "var(--r2-accent)", icon: <IconCheck size={16} />, autoClose: 6_000 },
} as const satisfies Record<NoticeKind, object>;

type Notice = Pick<ErrorReport, "message" | "where" | "cure"> & Partial<Pick<ErrorReport, "code">>;

/** Toasts that speak of the model process; they are no longer true once it is ready again. */
const ofWorker = new Set<string>();

/** Toasts that speak of the open sample; over another one they would be read as its own. */
const ofSample = new Set<string>();

/** A toast that says what, where and how to mend it. The same one twice is shown once. */
export function notify(kind: NoticeKind, report: Notice, of: NoticeOf = "studio"): void {
  const id = `${kind}:${report.message}`;
  notifications.hide(id);
  if (report.code === "worker-failed") ofWorker.add(id);
  if (of === "sample") ofSample.add(id);
  notifications.show({
    id,
    ...looks[kind],
    title: <span title={report.message}>{report.message}</span>,
    classNames: { title: styles.toastTitle ?? "", description: styles.toastBody ?? "" },
    onClose: () => {
      ofWorker.delete(id);
      ofSample.delete(id);
    },
    message:
      report.where || report.cure ? (
        <>
          {report.where && <div className={styles.where}>{report.where}</div>}
          {report.cure && <div className={`${styles.toastCure} r2-words`}>{report.cure}</div>}
        </>
      ) : null,
    role: kind === "problem" ? "alert" : "status",
    closeButtonProps: { "aria-label": textNow().shell.dismiss },
  });
}

/** The model process is ready again: what was said of its failure goes. */
export const hideWorkerFailures = (): void => hideAll(ofWorker);

/** Another sample is on the screen: what was said of the one before goes. */
export const hideSampleNotices = (): void => hideAll(ofSample);

function hideAll(ids: Set<string>): void {
  for (const id of [...ids]) notifications.hide(id);
  ids.clear();
}
