import { Button } from "@mantine/core";
import { ErrorPanel } from "#renderer/feedback";
import { reportOf } from "#renderer/link";
import styles from "./app.module.css";

/** The app behind the window does not answer: nothing else can be shown. */
export function AppErrorNotice({ thrown }: { readonly thrown: unknown }) {
  return (
    <main className={styles.whole}>
      <ErrorPanel report={reportOf(thrown)}>
        <Button size="xs" variant="default" onClick={() => location.reload()}>
          Try again
        </Button>
      </ErrorPanel>
    </main>
  );
}
