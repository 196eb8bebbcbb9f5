import type { Connection } from "#renderer/link";
import type { SaveStatus } from "#renderer/session";

export interface SaveProblemText {
  readonly what: string;
  readonly where?: string | undefined;
  readonly cure: string;
}

const STAYS = "Nothing is lost as long as this tab is open.";

/** The banner's words: why the change is not on the disk, and what a person can do about it. */
export function saveProblemText(
  { action, waiting, report }: Extract<SaveStatus, { kind: "problem" }>,
  connection: Connection,
): SaveProblemText {
  const unsaved = `“${action}” could not be saved${waiting > 1 ? `, and ${waiting - 1} more wait behind it` : ""}`;
  switch (connection) {
    case "silent":
      return {
        what: `${unsaved}: The studio's process does not answer.`,
        cure: "Start it again (npm start), open the address that it prints in ANOTHER TAB of this browser, then press Retry here: nothing is lost as long as this tab is open.",
      };
    case "stranger":
      return {
        what: `${unsaved}: The studio was started anew and does not know this tab yet.`,
        cure: `Open the address that it printed in another tab of this browser, then press Retry here. ${STAYS}`,
      };
    default:
      return { what: `${unsaved}: ${report.message}`, where: report.where, cure: `${report.cure} ${STAYS}` };
  }
}
