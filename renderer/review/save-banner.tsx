import { Button } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useEffect } from "react";
import { useText } from "#renderer/language";
import { useSession, useSessionState } from "#renderer/session";
import styles from "./review.module.css";
import { saveProblemText } from "./save-problem.ts";

/** Stays as long as something made is not on the disk. */
export function SaveBanner() {
  const {
    review: { save: words },
    shell,
  } = useText();
  const session = useSession();
  const save = useSessionState((state) => state.save);
  const connection = useSessionState((state) => state.connection);
  useEffect(() => {
    const warn = (event: BeforeUnloadEvent): void => {
      if (session.hasUnsaved) event.preventDefault();
    };
    window.addEventListener("beforeunload", warn);
    return () => window.removeEventListener("beforeunload", warn);
  }, [session]);
  if (save.kind !== "problem") return null;
  const { what, where, cure } = saveProblemText(save, connection);
  return (
    <div className={styles.banner} role="alert" data-testid="save-banner" data-connection={connection}>
      <IconAlertTriangle size={18} aria-hidden />
      <div className={styles.bannerText}>
        <b>{what}</b>
        {where && <span> {where}</span>} <span>{cure}</span>
      </div>
      <Button size="xs" onClick={() => session.retrySave()}>
        {shell.retry}
      </Button>
      <Button size="xs" variant="subtle" color="gray" onClick={() => void session.discardUnsaved()}>
        {words.discard}
      </Button>
    </div>
  );
}
