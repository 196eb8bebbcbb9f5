import { basename, resolve } from "node:path";
import { AppError } from "#core/errors";
import type { ColumnMapping, FormatInfo, TransferProgress, TransferReport } from "#core/samples";
import { loadSettings, rememberProject, userDirs } from "#electron/config";
import { assertOptions, detectFormats, formatById, formats } from "#electron/datasets";
import { kindOf } from "#electron/datasets/reading";
import { datasetsWorkerBeside, importDataset, type PreviewRequest, previewDataset } from "#electron/datasets/transfer";
import { createProject, isProject, openProject, type ProjectStore } from "#electron/store";
import { usage } from "./arguments.ts";
import { describeReport } from "./import-report.ts";
import { withInterrupt } from "./interrupt.ts";
import type { AppPaths } from "./pipeline-session.ts";
import type { Terminal } from "./terminal.ts";

export interface ImportOptions {
  readonly format: string;
  readonly source: string;
  readonly project: string | undefined;
  /** `key=value` */
  readonly option: readonly string[];
  /** `role=column` */
  readonly map: readonly string[];
  readonly images: string | undefined;
  readonly masks: string | undefined;
  readonly question: string | undefined;
  readonly split: string | undefined;
  readonly strict: boolean;
  readonly copy: boolean;
  readonly limit: number | undefined;
  readonly dryRun: boolean;
}

/** Options that have a flag of their own beside `--option key=value`. */
const NAMED = ["images", "masks", "question", "split"] as const;

/** `rea2seg import FORMAT SRC --project DIR`. Answers the exit code: 3 where nothing could be taken, 5 when cancelled. */
export async function importCommand(options: ImportOptions, paths: AppPaths, terminal: Terminal): Promise<0 | 3 | 5> {
  const { project, dryRun, strict, copy, limit } = options;
  if (project === undefined && !dryRun) {
    throw usage("import needs a project.", "--project", "Name its folder; it is made where there is none.");
  }
  const source = resolve(options.source);
  await assertThere(source);
  const format = options.format === "auto" ? await detected(source, terminal) : formatById(options.format);
  const named = formatOptions(options, format.info);
  assertOptions(format, { options: named });
  const mapping = pairs("--map", options.map);
  if (!format.info.hasMapping && options.map.length > 0) {
    throw usage(`The format ${format.info.id} has no columns to map.`, "--map", "Leave it out.");
  }
  const workerFile = datasetsWorkerBeside(paths.workerFile);
  const columns = format.info.hasMapping
    ? await tellColumns({ format: format.info.id, source, options: named, mapping, limit: 1, workerFile }, terminal)
    : null;
  const target = dryRun ? null : new Target(resolve(project as string));
  try {
    const report = await withInterrupt(terminal, (signal) =>
      importDataset({
        ...{ store: target, format: format.info.id, source, options: named, mapping, strict, copy, limit, signal },
        onProgress: progressLines(terminal),
        workerFile,
      }),
    );
    terminal.answer(
      columns === null ? report : { ...report, columns },
      describeReport(report, { project: target?.dir ?? null, copy, split: named.split }),
    );
    return exitCodeOf(report);
  } finally {
    target?.close();
  }
}

/** Which column was taken for what: nobody has published them, so a person looks at it. */
async function tellColumns(request: PreviewRequest, terminal: Terminal): Promise<ColumnMapping | null> {
  const { mapping: found } = await previewDataset(request);
  if (found === null) return null;
  const typeOf = (name: string) => found.columns.find((column) => column.name === name)?.type ?? "no such column";
  for (const { role, label, required } of found.roles) {
    const column = found.mapping[role];
    const missing = required ? "NOT FOUND, and it is needed" : "not found";
    terminal.note(
      `  ${role.padEnd(10)} ${column === undefined ? missing : `${column} (${typeOf(column)})`}   ${label}`,
    );
  }
  const others = found.columns.filter(({ name }) => !Object.values(found.mapping).includes(name));
  if (others.length > 0)
    terminal.note(`  other columns: ${others.map(({ name, type }) => `${name} (${type})`).join(", ")}`);
  terminal.note("  --map role=column corrects this.");
  return found;
}

function exitCodeOf({ cancelled, taken, present }: TransferReport): 0 | 3 | 5 {
  if (cancelled) return 5;
  return taken + present > 0 ? 0 : 3;
}

async function assertThere(source: string): Promise<void> {
  if ((await kindOf(source)) !== "nothing") return;
  const message = "There is no such file or folder.";
  throw new AppError({ code: "not-found", message, where: source, cure: "Check the path of the dataset." });
}

async function detected(source: string, terminal: Terminal) {
  const [first, ...others] = await detectFormats(source);
  if (first === undefined) {
    throw new AppError({
      code: "bad-input",
      message: "This looks like none of the formats that can be imported.",
      where: source,
      cure: "Name the format; `rea2seg import --list` says what each has to look like.",
    });
  }
  const more = others.length === 0 ? "" : ` (it could also be ${others.map(({ id }) => id).join(", ")})`;
  terminal.note(`Read as ${first.id}: ${first.title}${more}.`);
  return formatById(first.id);
}

/** `--images` and its like beside `--option key=value`; paths as they are meant here, in the current folder. */
function formatOptions(options: ImportOptions, info: FormatInfo): Record<string, string> {
  const given = pairs("--option", options.option);
  for (const key of NAMED) {
    const value = options[key];
    if (value !== undefined) given[key] = value;
  }
  for (const { key, kind } of info.options) {
    const value = given[key];
    if (value !== undefined && (kind === "folder" || kind === "file")) given[key] = resolve(value);
  }
  return given;
}

function pairs(flag: string, texts: readonly string[]): Record<string, string> {
  const found: Record<string, string> = {};
  for (const text of texts) {
    const at = text.indexOf("=");
    if (at < 1) throw usage(`"${text}" says nothing.`, flag, `Write ${flag} name=value.`);
    found[text.slice(0, at)] = text.slice(at + 1);
  }
  return found;
}

/** The project, made with the first samples: a source that cannot be read leaves no empty project behind. */
class Target implements Pick<ProjectStore, "dir" | "beginImport"> {
  readonly dir: string;
  #store: ProjectStore | null = null;

  constructor(dir: string) {
    this.dir = dir;
    // Someone else's lock or a damaged database is better told before anything is read.
    if (isProject(dir)) this.#open();
  }

  beginImport(options: Parameters<ProjectStore["beginImport"]>[0]) {
    return this.#open().beginImport(options);
  }

  close(): void {
    this.#store?.close();
  }

  #open(): ProjectStore {
    if (this.#store !== null) return this.#store;
    const { configDir } = userDirs();
    const { author, device } = loadSettings(configDir);
    this.#store = isProject(this.dir)
      ? openProject(this.dir, { author, device })
      : createProject(this.dir, basename(this.dir) || "Imported", { author, device });
    rememberProject(configDir, { dir: this.#store.dir, title: this.#store.title });
    return this.#store;
  }
}

/** Twice a second a terminal's line, or a line of a log each time that a tenth is done. */
function progressLines(terminal: Terminal): (progress: TransferProgress) => void {
  let lastTime = 0;
  return ({ done, total, unit, taken }) => {
    const now = performance.now();
    if (now - lastTime < 500) return;
    lastTime = now;
    const scale = unit === "bytes" ? 2 ** 20 : 1;
    const phase = taken === 0 ? "looking through the source" : "taking samples";
    const tenth = total === 0 ? "" : ` ${10 * Math.floor((10 * done) / total)} %`;
    terminal.progress({
      ...{ step: `${phase}${tenth}`, unit: unit === "bytes" ? "MiB" : unit },
      ...{ done: Math.round(done / scale), total: Math.round(total / scale) },
    });
  };
}

/** `rea2seg import --list`. */
export function listFormats(terminal: Terminal): void {
  const infos = formats.map(({ info }) => info);
  const lines = infos.flatMap((info) => [
    `${info.id.padEnd(16)}${info.title}`,
    `${" ".repeat(16)}${info.summary}`,
    ...info.options.map(({ key, label, choices, preset }) => {
      const values = choices === undefined ? "" : ` (${choices.join(" | ")})`;
      return `${" ".repeat(18)}${key}${values}: ${label}${preset === null ? "" : `; ${preset} unless said otherwise`}`;
    }),
  ]);
  terminal.answer({ formats: infos }, lines.join("\n"));
}
