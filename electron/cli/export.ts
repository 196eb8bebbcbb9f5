import { join, resolve } from "node:path";
import { type SampleStatus, sampleStatusSchema, type TransferReport } from "#core/samples";
import { loadSettings, userDirs } from "#electron/config";
import { type ExportedMasks, exportDataset, exportFormats } from "#electron/datasets/export";
import { openProject } from "#electron/store";
import { usage } from "./arguments.ts";
import { describeReasons } from "./import-report.ts";
import { withInterrupt } from "./interrupt.ts";
import type { Terminal } from "./terminal.ts";
import { sampleProgress } from "./transfer-progress.ts";

export interface ExportOptions {
  readonly format: string;
  readonly project: string | undefined;
  readonly out: string | undefined;
  /** `accepted,fixed` */
  readonly status: string | undefined;
  readonly masks: string;
  /** `key=value` */
  readonly option: readonly string[];
  readonly strict: boolean;
}

/** `rea2seg export FORMAT --project DIR --out PATH`. Answers the exit code: 3 where no sample could go out. */
export async function exportCommand(options: ExportOptions, terminal: Terminal): Promise<0 | 3> {
  const { format, project, out, strict } = options;
  if (project === undefined) throw usage("export needs a project.", "--project", "Name its folder.");
  if (out === undefined) throw usage("export needs a place.", "--out", "Name a folder that is not there yet.");
  const status = options.status === undefined ? undefined : parseStatus(options.status);
  const masks = parseMasks(options.masks);
  const named = parseOptions(options.option);
  const { author, device } = loadSettings(userDirs().configDir);
  const store = openProject(resolve(project), { author, device });
  try {
    const report = await withInterrupt(terminal, (signal) =>
      exportDataset({
        ...{ store, format, out: resolve(out), options: named, status, masks, strict, signal },
        onProgress: sampleProgress(terminal, "exporting"),
        notesFolder: join(store.dir, "exports"),
      }),
    );
    terminal.answer(report, describeExport(report, store.dir));
    return report.taken > 0 ? 0 : 3;
  } finally {
    store.close();
  }
}

function parseStatus(text: string): SampleStatus[] {
  return text.split(",").map((part) => {
    const parsed = sampleStatusSchema.safeParse(part.trim());
    if (parsed.success) return parsed.data;
    const cure = `Use ${sampleStatusSchema.options.join(", ")}, with commas between.`;
    throw usage(`"${part.trim()}" is no status.`, "--status", cure);
  });
}

function parseMasks(text: string): ExportedMasks {
  if (text === "current" || text === "reference") return text;
  throw usage(`"${text}" does not say which masks.`, "--masks", "Use current or reference.");
}

function parseOptions(texts: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    texts.map((text) => {
      const at = text.indexOf("=");
      if (at < 1) throw usage(`"${text}" says nothing.`, "--option", "Write --option name=value.");
      return [text.slice(0, at), text.slice(at + 1)];
    }),
  );
}

function describeExport(report: TransferReport, project: string): string {
  const { format, path, taken, skipped, partly, notesFile } = report;
  return [
    taken > 0 ? `Exported ${format} from ${project} to ${path}` : `Nothing of ${project} was written to ${path}`,
    `  written  ${taken}`,
    `  skipped  ${skipped}`,
    ...describeReasons(report, "skipped"),
    ...(partly > 0
      ? [`  partly   ${partly}, written without what is named`, ...describeReasons(report, "partly")]
      : []),
    ...(taken + skipped === 0 ? ["  The project has no such samples."] : []),
    ...(notesFile === null ? [] : [`  all notes in ${notesFile}`]),
  ].join("\n");
}

/** `rea2seg export --list`. */
export function listExportFormats(terminal: Terminal): void {
  const lines = exportFormats.flatMap((info) => [
    `${info.id.padEnd(12)}${info.title}`,
    `${" ".repeat(12)}${info.summary}`,
    ...info.options.map(({ key, label, choices, preset }) => {
      const values = choices === undefined ? "" : ` (${choices.join(" | ")})`;
      return `${" ".repeat(14)}${key}${values}: ${label}${preset === null ? "" : `; ${preset} unless said otherwise`}`;
    }),
  ]);
  terminal.answer({ formats: exportFormats }, lines.join("\n"));
}
