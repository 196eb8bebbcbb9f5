import { AppError } from "#core/errors";
import { damageOf, listBackups, restoreBackup, verifyProject } from "#electron/store";
import type { Terminal } from "./terminal.ts";

/** `rea2seg project verify DIR`: SQLite's check, the event chains, and the tables against the log. Answers the exit code. */
export function verify(dir: string, terminal: Terminal): 0 | 3 {
  const report = verifyProject(dir);
  const chains = report.chains.map((chain) => {
    const state = chain.ok ? "ok" : `BROKEN: ${chain.problem}`;
    return `  chain of ${chain.author} on ${chain.device}: ${chain.events} events, head ${chain.head.slice(0, 12)}, ${state}`;
  });
  const damage = damageOf(dir, report);
  const text = [
    report.ok ? `The project is sound: ${report.events} events.` : `The project is DAMAGED (${report.events} events).`,
    `  database: ${report.database}`,
    ...chains,
    ...report.projection.map((difference) => `  tables differ from the log: ${difference}`),
    ...(damage ? [`  cure: ${damage.cure}`] : []),
  ].join("\n");
  terminal.answer(damage ? { ...report, cure: damage.cure } : report, text);
  return report.ok ? 0 : 3;
}

/** `rea2seg project restore DIR`: puts a backup, the newest unless one is named, in the damaged database's place. */
export function restore(dir: string, backup: string | undefined, terminal: Terminal): void {
  const file = backup ?? listBackups(dir)[0]?.file;
  if (file === undefined) {
    throw new AppError({
      code: "not-found",
      message: "This project has no backup.",
      where: dir,
      cure: "Restore the folder from your own backups; the studio keeps its backups in the project's folder `backups`.",
    });
  }
  const { kept } = restoreBackup(dir, file);
  const text = [`Restored ${file}.`, ...(kept === null ? [] : [`What was there before is kept as ${kept}.`])].join(
    "\n",
  );
  terminal.answer({ restored: file, kept }, text);
}
