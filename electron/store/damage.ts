import type { ErrorReport } from "#core/errors";
import { listBackups } from "./backups.ts";
import type { VerifyReport } from "./contract.ts";

/** What a verification found, in words, with the way back that this project has; null when it is sound. */
export function damageOf(dir: string, report: VerifyReport): ErrorReport | null {
  if (report.ok) return null;
  const chain = report.chains.find(({ ok }) => !ok);
  const found =
    report.database !== "ok"
      ? report.database
      : (chain?.problem ?? report.projection[0] ?? "the log could not be read");
  const newest = listBackups(dir)[0];
  const cure =
    newest === undefined
      ? "There is no backup in this project's folder: restore the folder from your own backups."
      : `Close the project and restore its newest backup, of ${newest.at}: rea2seg project restore "${dir}". The present files are kept beside it.`;
  return {
    code: "project-damaged",
    message: `The log of this project does not verify: it was changed by something other than the studio. ${found}`,
    where: dir,
    cure,
  };
}
