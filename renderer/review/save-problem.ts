import { textNow } from "#renderer/language";
import type { Connection } from "#renderer/link";
import type { SaveStatus } from "#renderer/session";

export interface SaveProblemText {
  readonly what: string;
  readonly where?: string | undefined;
  readonly cure: string;
}

/** The banner's words: why the change is not on the disk, and what a person can do about it. */
export function saveProblemText(
  { action, waiting, report }: Extract<SaveStatus, { kind: "problem" }>,
  connection: Connection,
): SaveProblemText {
  const words = textNow().review.save;
  const unsaved = (why: string): string => words.unsaved(action, waiting, why);
  switch (connection) {
    case "silent":
      return {
        what: unsaved(words.silent),
        cure: words.silentCure(portHere()),
      };
    case "stranger":
      return {
        what: unsaved(words.stranger),
        cure: words.strangerCure,
      };
    default:
      return { what: unsaved(report.message), where: report.where, cure: words.cure(report.cure) };
  }
}

/** A studio that is started anew may come up on another port, which this page cannot reach. */
function portHere(): string | null {
  const here = globalThis.location;
  return here?.protocol === "http:" && here.port !== "" ? here.port : null;
}
