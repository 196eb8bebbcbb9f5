import { resolve } from "node:path";
import type { TransferReport } from "#core/samples";
import { loadSettings, userDirs } from "#electron/config";
import { importForeignMasks } from "#electron/datasets/foreign-masks";
import { openProject } from "#electron/store";
import { describeReasons } from "./import-report.ts";
import { withInterrupt } from "./interrupt.ts";
import type { Terminal } from "./terminal.ts";
import { sampleProgress } from "./transfer-progress.ts";

export interface ImportPredictionsOptions {
  readonly path: string;
  readonly project: string;
  readonly name: string;
  readonly strict: boolean;
}

/** `rea2seg import predictions PATH --project DIR --name MODEL`. Answers the exit code: 3 where none could be taken. */
export async function importPredictions(options: ImportPredictionsOptions, terminal: Terminal): Promise<0 | 3 | 5> {
  const { name, strict } = options;
  const { author, device } = loadSettings(userDirs().configDir);
  const store = openProject(resolve(options.project), { author, device });
  try {
    const path = resolve(options.path);
    const onProgress = sampleProgress(terminal, "importing masks");
    const report = await withInterrupt(terminal, (signal) =>
      importForeignMasks({ store, path, name, strict, signal, onProgress }),
    );
    terminal.answer(report, describe(report, name, store.dir));
    if (report.cancelled) return 5;
    return report.taken + report.present > 0 ? 0 : 3;
  } finally {
    store.close();
  }
}

function describe(report: TransferReport, name: string, project: string): string {
  const { path, taken, present, skipped, partly, notesFile, cancelled } = report;
  return [
    ...(cancelled ? ["Cancelled; what was taken until then stays."] : []),
    `Imported masks of ${name} from ${path} into ${project}`,
    `  taken    ${taken}`,
    ...(present > 0 ? [`  present  ${present}, the same mask was there already`] : []),
    `  skipped  ${skipped}`,
    ...describeReasons(report, "skipped"),
    ...(partly > 0 ? [`  partly   ${partly}`, ...describeReasons(report, "partly")] : []),
    ...(taken + present + skipped === 0 && !cancelled ? ["  No mask was found there."] : []),
    ...(notesFile === null ? [] : [`  all notes in ${notesFile}`]),
  ].join("\n");
}
