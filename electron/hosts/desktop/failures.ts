import { app, dialog } from "electron";

export interface FailureOptions {
  readonly openLogs: () => Promise<void>;
  /** Where uncaught errors are told; a test hands in another emitter. */
  readonly source?: Pick<NodeJS.Process, "on" | "off">;
}

/** One studio a process: whoever starts it anew takes the place of the one before. */
let stopBefore: () => void = () => {};

/**
 * What nobody caught in the main process: it is in the log, a dialog says so, and the app quits in order. Everything that
 * a person did is on the disk by then. Answers the function that stops listening.
 */
export function tellFailures({ openLogs, source = process }: FailureOptions): () => void {
  stopBefore();
  let told = false;
  const onException = (error: Error): void => {
    console.error("Uncaught:", error);
    // One dialog is enough; what follows the first failure is mostly its consequence.
    if (told) return;
    told = true;
    void tell(error, openLogs);
  };
  const onRejection = (reason: unknown): void => console.error("Unhandled rejection:", reason);
  source.on("uncaughtException", onException);
  source.on("unhandledRejection", onRejection);
  app.on("child-process-gone", (_event, { type, reason, name }) => {
    if (reason !== "clean-exit") console.error(`A ${type} process${name ? ` (${name})` : ""} ended: ${reason}`);
  });
  stopBefore = () => {
    source.off("uncaughtException", onException);
    source.off("unhandledRejection", onRejection);
  };
  return stopBefore;
}

async function tell(error: Error, openLogs: () => Promise<void>): Promise<void> {
  const { response } = await dialog.showMessageBox({
    type: "error",
    title: "Rea2Seg Studio",
    message: "The studio has met an error that it cannot go on after. Nothing is lost.",
    detail: error.message,
    buttons: ["Open the logs and quit", "Quit"],
    defaultId: 0,
    cancelId: 1,
  });
  try {
    if (response === 0) await openLogs();
  } finally {
    app.quit();
  }
}
