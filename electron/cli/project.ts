import { verifyProject } from "#electron/store";
import type { Terminal } from "./terminal.ts";

/** `rea2seg project verify DIR`: SQLite's check, the event chains, and the tables against the log. Answers the exit code. */
export function verify(dir: string, terminal: Terminal): 0 | 3 {
  const report = verifyProject(dir);
  const chains = report.chains.map((chain) => {
    const state = chain.ok ? "ok" : `BROKEN: ${chain.problem}`;
    return `  chain of ${chain.author} on ${chain.device}: ${chain.events} events, head ${chain.head.slice(0, 12)}, ${state}`;
  });
  const cure =
    "Open the project in the studio, which offers the newest backup; the folder's backups are left as they are.";
  const text = [
    report.ok ? `The project is sound: ${report.events} events.` : `The project is DAMAGED (${report.events} events).`,
    `  database: ${report.database}`,
    ...chains,
    ...report.projection.map((difference) => `  tables differ from the log: ${difference}`),
    ...(report.ok ? [] : [`  cure: ${cure}`]),
  ].join("\n");
  terminal.answer(report, text);
  return report.ok ? 0 : 3;
}
