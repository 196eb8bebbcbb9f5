import { join } from "node:path";
import { AppError, toErrorReport } from "#core/errors";
import { aggregatesCsv, type EvaluationReport, markdownReport, reportOfRun, samplesCsv } from "#electron/evaluation";
import type { FinishedBatch } from "./batch-contract.ts";
import type { BatchSource } from "./batch-source.ts";
import { writeDurably } from "./durable-file.ts";
import { flatSettings, REPORT_FILE } from "./run-file.ts";

export interface ReportOptions {
  /** Resamples of the intervals; null: none. */
  readonly bootstrap: number | null;
  readonly signal?: AbortSignal | undefined;
}

/** Writes report.json, report.md, report.csv and samples.csv into the folder of a finished run. */
export async function writeReports(
  finished: FinishedBatch,
  source: Pick<BatchSource, "skipped" | "notes">,
  { bootstrap, signal }: ReportOptions,
): Promise<EvaluationReport> {
  const { folder, run, samples, continued } = finished;
  const { settings } = run;
  const report = await reportOfRun({
    samples,
    convention: settings.convention,
    evaluator: settings.request.evaluator,
    bootstrap,
    seed: settings.request.seed,
    settings: {
      [run.source.kind]: run.source.path,
      format: run.source.format,
      ...flatSettings(settings),
      bootstrap,
    },
    skipped: source.skipped,
    notes: source.notes,
    facts: {
      ...{ id: run.id, folder, created: run.created, versions: run.versions, settingsHash: run.settingsHash },
      ...(continued ? { resumed: true } : {}),
      ...(settings.candidates === undefined
        ? {}
        : { candidatesOf: { run: settings.candidates.run, folder: settings.candidates.folder } }),
      ...{ sourceSamples: run.source.samples, sourceHash: run.source.hash },
      domains: run.packs.map(({ id, version, domain }) => `${id}@${version}: ${domain}`),
      packs: run.packs.map(({ id, version, manifest }) => ({ id, version, manifest })),
    },
    signal,
  }).catch((thrown: unknown) => Promise.reject(asStopped(thrown, folder)));
  await writeDurably(join(folder, "report.md"), markdownReport(report));
  await writeDurably(join(folder, "report.csv"), aggregatesCsv(report));
  await writeDurably(join(folder, "samples.csv"), samplesCsv(samples));
  // The last of them: where it is, the others are.
  await writeDurably(join(folder, REPORT_FILE), `${JSON.stringify(report, null, 2)}\n`);
  return report;
}

/** The intervals of many samples take their time, in which somebody may change their mind. */
function asStopped(thrown: unknown, folder: string): unknown {
  if (toErrorReport(thrown).code !== "cancelled") return thrown;
  const cure = `All samples are finished and kept; the same command with --resume --out ${folder} writes the report.`;
  return new AppError({ code: "cancelled", message: "The report was not written.", where: folder, cure });
}
