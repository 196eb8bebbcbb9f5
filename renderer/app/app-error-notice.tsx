import { Button } from "@mantine/core";
import { ErrorPanel } from "#renderer/feedback";
import { useText } from "#renderer/language";
import { reportOf } from "#renderer/link";
import styles from "./app.module.css";

/** The app behind the window does not answer: nothing else can be shown. */
export function AppErrorNotice({ thrown }: { readonly thrown: unknown }) {
  const words = useText().shell;
  return (
    <main className={styles.whole}>
      <ErrorPanel report={reportOf(thrown)}>
        <Button size="xs" variant="default" onClick={() => location.reload()}>
          {words.tryAgain}
        </Button>
      </ErrorPanel>
    </main>
  );
}
