import { IconAlertTriangle } from "@tabler/icons-react";
import type { ReactNode } from "react";
import type { ErrorReport } from "#core/errors";
import styles from "./feedback.module.css";

interface ErrorPanelProps {
  readonly report: Pick<ErrorReport, "message" | "where" | "cure">;
  readonly icon?: ReactNode;
  /** Buttons. */
  readonly children?: ReactNode;
}

/** What went wrong, where, and the cure, with what can be done about it. */
export function ErrorPanel({ report, icon, children }: ErrorPanelProps) {
  return (
    <section className={styles.panel} role="alert">
      <div className={styles.panelIcon}>{icon ?? <IconAlertTriangle size={24} stroke={1.5} />}</div>
      <div className={styles.panelText}>
        <strong className="r2-words">{report.message}</strong>
        {report.where && <code className={styles.where}>{report.where}</code>}
        <p className="r2-words">{report.cure}</p>
        {children && <div className={styles.panelActions}>{children}</div>}
      </div>
    </section>
  );
}
