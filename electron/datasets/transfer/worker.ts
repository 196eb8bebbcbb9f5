import { parentPort, workerData } from "node:worker_threads";
import { toErrorReport } from "#core/errors";
import type { TransferNote } from "#core/samples";
import type { FromWorker, ToWorker, WorkerOrder } from "./messages.ts";
import { previewHere } from "./preview.ts";
import { type ReadingHooks, readBatches } from "./read-batches.ts";

/**
 * The thread in which datasets are read: a hostile or broken file takes this thread's memory and time, not those of
 * the process that holds the project.
 */
const NOTES_AT_ONCE = 200;
const PROGRESS_MS = 100;

if (parentPort === null) throw new Error("This file is a worker thread's; it is started by an import.");
const port = parentPort;
const send = (message: FromWorker) => port.postMessage(message);

const abort = new AbortController();
let taken: (() => void) | null = null;
port.on("message", (message: ToWorker) => {
  if (message.type === "cancel") abort.abort();
  taken?.();
  taken = null;
});

let notes: TransferNote[] = [];
function flushNotes(): void {
  if (notes.length > 0) send({ type: "notes", notes });
  notes = [];
}

let lastProgress = 0;
const hooks: ReadingHooks = {
  signal: abort.signal,
  onNote: (note) => {
    notes.push(note);
    if (notes.length >= NOTES_AT_ONCE) flushNotes();
  },
  onProgress: (done, total, unit) => {
    const now = performance.now();
    if (now - lastProgress < PROGRESS_MS && (total === 0 || done !== total)) return;
    lastProgress = now;
    send({ type: "progress", done, total, unit });
  },
};

async function perform(order: WorkerOrder): Promise<void> {
  if (order.kind === "preview") {
    send({ type: "done", preview: await previewHere(order.task, hooks) });
    return;
  }
  for await (const batch of readBatches(order.task, hooks)) {
    flushNotes();
    const acknowledged = new Promise<void>((done) => {
      taken = done;
    });
    send({ type: "batch", batch });
    await acknowledged;
  }
  flushNotes();
  send({ type: "done", preview: null });
}

perform(workerData as WorkerOrder)
  .catch((thrown: unknown) => {
    flushNotes();
    send({ type: "failed", error: toErrorReport(thrown) });
  })
  // The port keeps the thread alive; what was sent before is delivered all the same.
  .finally(() => port.close());
