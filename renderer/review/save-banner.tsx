import { Button } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useEffect } from "react";
import { useSession, useSessionState } from "#renderer/session";
import styles from "./review.module.css";

/** Stays as long as something made is not on the disk. */
export function SaveBanner() {
  const session = useSession();
  const save = useSessionState((state) => state.save);
  useEffect(() => {
    const warn = (event: BeforeUnloadEvent): void => {
      if (session.hasUnsaved) event.preventDefault();
    };
    window.addEventListener("beforeunload", warn);
    return () => window.removeEventListener("beforeunload", warn);
  }, [session]);
  if (save.kind !== "problem") return null;
  const { report, waiting, action } = save;
  return (
    <div className={styles.banner} role="alert" data-testid="save-banner">
      <IconAlertTriangle size={18} aria-hidden />
      <div className={styles.bannerText}>
        <b>
          “{action}” could not be saved{waiting > 1 ? `, and ${waiting - 1} more wait behind it` : ""}: {report.message}
        </b>
        {report.where && <span> {report.where}</span>} <span>{report.cure}</span>
        <span> Nothing is lost as long as this window is open.</span>
      </div>
      <Button size="xs" onClick={() => session.retrySave()}>
        Retry
      </Button>
      <Button size="xs" variant="subtle" color="gray" onClick={() => void session.discardUnsaved()}>
        Give these changes up
      </Button>
    </div>
  );
}
