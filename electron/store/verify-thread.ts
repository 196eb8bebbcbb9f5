import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { Worker } from "node:worker_threads";
import { type ErrorReport, fromErrorReport } from "#core/errors";
import type { VerifyReport } from "./contract.ts";
import { verifyProject } from "./project.ts";

export type VerifyAnswer = { readonly report: VerifyReport } | { readonly error: ErrorReport };

/**
 * `verifyProject` in a thread of its own, through a connection of its own, so that whoever works in the project
 * meanwhile is not held up: a replay of 100,000 samples takes seconds. `builtFile` is any of the built files; where
 * the thread's file is not beside it (tests that run the sources) this thread does it.
 */
export function verifyProjectInThread(dir: string, builtFile: string): Promise<VerifyReport> {
  const file = join(dirname(builtFile), "verify-worker.cjs");
  if (!existsSync(file)) return Promise.resolve().then(() => verifyProject(dir));
  return new Promise((resolve, reject) => {
    const worker = new Worker(file, { workerData: dir });
    worker.once("message", (answer: VerifyAnswer) =>
      "report" in answer ? resolve(answer.report) : reject(fromErrorReport(answer.error)),
    );
    worker.once("error", reject);
    worker.once("exit", (code) => reject(new Error(`The verifying thread ended without an answer (${code}).`)));
  });
}
