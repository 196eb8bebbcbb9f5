import { notifications } from "@mantine/notifications";
import { IconAlertTriangle, IconCheck, IconInfoCircle } from "@tabler/icons-react";
import type { ErrorReport } from "#core/errors";
import type { NoticeKind } from "#renderer/session";
import styles from "./feedback.module.css";

const looks = {
  problem: { color: "var(--r2-bad)", icon: <IconAlertTriangle size={16} />, autoClose: 12_000 },
  info: { color: "var(--r2-blue)", icon: <IconInfoCircle size={16} />, autoClose: 3_000 },
  done: { color: "var(--r2-accent)", icon: <IconCheck size={16} />, autoClose: 6_000 },
} as const satisfies Record<NoticeKind, object>;

/** A toast that says what, where and how to mend it. The same one twice is shown once. */
export function notify(kind: NoticeKind, report: Pick<ErrorReport, "message" | "where" | "cure">): void {
  const id = `${kind}:${report.message}`;
  notifications.hide(id);
  notifications.show({
    id,
    ...looks[kind],
    title: report.message,
    message:
      report.where || report.cure ? (
        <>
          {report.where && <div className={styles.where}>{report.where}</div>}
          {report.cure && <div className="r2-words">{report.cure}</div>}
        </>
      ) : null,
    role: kind === "problem" ? "alert" : "status",
    closeButtonProps: { "aria-label": "Dismiss" },
  });
}
