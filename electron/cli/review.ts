import { join, resolve } from "node:path";
import type { TransferReport } from "#core/samples";
import { loadSettings, userDirs } from "#electron/config";
import { findPlaces, maskKindSchema } from "#electron/datasets/mask-review";
import { exportReview, type RejectedMasks } from "#electron/datasets/mask-review-export";
import { openProject } from "#electron/store";
import { usage } from "./arguments.ts";
import { importCommand } from "./import.ts";
import { describeReasons } from "./import-report.ts";
import { withInterrupt } from "./interrupt.ts";
import type { AppPaths } from "./pipeline-session.ts";
import type { Terminal } from "./terminal.ts";
import { sampleProgress } from "./transfer-progress.ts";

export interface CreateReviewOptions {
  readonly masks: string;
  readonly project: string;
  readonly images?: string;
  readonly model?: string;
  readonly question?: string;
  readonly kind?: string;
  readonly copy?: boolean;
  readonly strict?: boolean;
}

/** `rea2seg review create MASKS --project DIR`. Answers the exit code: 3 where no mask could be taken. */
export async function createReview(
  options: CreateReviewOptions,
  paths: AppPaths,
  terminal: Terminal,
): Promise<0 | 3 | 5> {
  const { masks, project, images, question } = options;
  const named = (["model", "kind"] as const).flatMap((key) =>
    options[key] === undefined ? [] : [`${key}=${options[key]}`],
  );
  const { copy = false, strict = false } = options;
  const kind = options.kind === undefined ? null : (maskKindSchema.safeParse(options.kind).data ?? null);
  const places = await findPlaces(masks, images ?? null, kind);
  terminal.note(`Masks: ${places.masks}, read as ${places.kind}. Images: ${places.images}.`);
  return await importCommand(
    {
      ...{ format: "mask-review", source: masks, project, option: named, map: [], images, masks: undefined, question },
      ...{ split: undefined, strict, copy, limit: undefined, dryRun: false },
    },
    paths,
    terminal,
  );
}

export interface ExportReviewOptions {
  readonly project: string;
  readonly out: string;
  readonly rejected: string;
}

/** `rea2seg review export --project DIR --out DIR`. Answers the exit code: 3 where no mask could go out. */
export async function exportReviewCommand(options: ExportReviewOptions, terminal: Terminal): Promise<0 | 3> {
  const rejected = parseRejected(options.rejected);
  const { author, device } = loadSettings(userDirs().configDir);
  const store = openProject(resolve(options.project), { author, device });
  try {
    const out = resolve(options.out);
    const onProgress = sampleProgress(terminal, "exporting masks");
    const report = await withInterrupt(terminal, (signal) =>
      exportReview({ store, out, rejected, signal, onProgress, notesFolder: join(store.dir, "exports") }),
    );
    terminal.answer(report, describe(report, store.dir));
    return report.taken > 0 ? 0 : 3;
  } finally {
    store.close();
  }
}

function parseRejected(text: string): RejectedMasks {
  if (text === "leave-out" || text === "keep") return text;
  throw usage(`"${text}" does not say what becomes of rejected masks.`, "--rejected", "Use leave-out or keep.");
}

function describe(report: TransferReport, project: string): string {
  const { path, taken, skipped, partly, notesFile } = report;
  return [
    `Exported the reviewed masks of ${project} to ${path}`,
    `  written  ${taken}`,
    `  skipped  ${skipped}`,
    ...describeReasons(report, "skipped"),
    ...(partly > 0 ? [`  partly   ${partly}`, ...describeReasons(report, "partly")] : []),
    "  verdicts in review.json and review.csv",
    ...(notesFile === null ? [] : [`  all notes in ${notesFile}`]),
  ].join("\n");
}
