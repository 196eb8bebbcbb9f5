/** What a person can mend is said by a sentence of our own; anything else needs its stack to be found. */
export function isOurSentence(reason: unknown): reason is Error {
  return reason instanceof Error && reason.constructor === Error && !("syscall" in reason);
}

/** As much of `process` as is needed here. */
export interface Ending {
  removeAllListeners(event: "unhandledRejection"): unknown;
  on(event: "unhandledRejection", listener: (reason: unknown) => void): unknown;
  exit(code: number): void;
}

/** Forge takes every error of its configuration, hooks and makers for a fault of its own, and prints its insides. */
export function tellPlainly(ending: Ending = process, say: (what: unknown) => void = console.error): void {
  ending.removeAllListeners("unhandledRejection");
  ending.on("unhandledRejection", (reason) => {
    say(isOurSentence(reason) && !process.env.DEBUG ? reason.message : reason);
    ending.exit(1);
  });
}
