import { parentPort, workerData } from "node:worker_threads";
import { toErrorReport } from "#core/errors";
import { verifyProject } from "./project.ts";
import type { VerifyAnswer } from "./verify-thread.ts";

/** The thread's whole work: one report, or why there is none. */
function answer(): VerifyAnswer {
  try {
    return { report: verifyProject(String(workerData)) };
  } catch (thrown) {
    return { error: toErrorReport(thrown) };
  }
}

if (parentPort === null) throw new Error("This file is a worker thread's; it is started to verify a project.");
parentPort.postMessage(answer());
