import { Component, type ErrorInfo, type ReactNode } from "react";
import { toErrorReport } from "#core/errors";
import { ErrorPanel } from "#renderer/feedback";
import { textNow } from "#renderer/language";
import styles from "./app.module.css";

/** Where everything else has failed: says what happened and offers to begin again. What was saved is on the disk. */
export class ErrorBoundary extends Component<{ readonly children: ReactNode }, { readonly thrown: unknown }> {
  override state: { readonly thrown: unknown } = { thrown: null };

  static getDerivedStateFromError(thrown: unknown): { readonly thrown: unknown } {
    return { thrown };
  }

  override componentDidCatch(thrown: unknown, info: ErrorInfo): void {
    console.error("The screen failed:", thrown, info.componentStack);
  }

  override render(): ReactNode {
    if (this.state.thrown === null) return this.props.children;
    const words = textNow().shell;
    const { message } = toErrorReport(this.state.thrown);
    return (
      <main className={styles.whole}>
        <ErrorPanel
          report={{
            message: words.screenFailed,
            where: message,
            cure: words.screenFailedCure,
          }}
        >
          <button type="button" className={styles.reload} onClick={() => location.reload()}>
            {words.reload}
          </button>
        </ErrorPanel>
      </main>
    );
  }
}
