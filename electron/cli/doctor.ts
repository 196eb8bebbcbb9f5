import { userDirs } from "#electron/config";
import { collectDoctor, formatDoctor, isBroken } from "#electron/doctor";
import { type AppPaths, withPipeline } from "./pipeline-session.ts";
import type { Terminal } from "./terminal.ts";

/** `rea2seg doctor`: looks at everything. Answers the exit code: 4 when something is missing that no run can do without. */
export async function doctor(paths: AppPaths, terminal: Terminal): Promise<0 | 4> {
  const { cacheDir, configDir } = userDirs();
  const report = await withPipeline(paths, terminal, ({ pipeline }) =>
    collectDoctor({ pipeline, cacheDir, configDir }),
  );
  terminal.answer(report, formatDoctor(report));
  return isBroken(report) ? 4 : 0;
}
