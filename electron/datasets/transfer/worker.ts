import { toErrorReport } from "#core/errors";
import type { TransferNote } from "#core/samples";
import type { FromWorker, ToWorker, WorkerOrder } from "./messages.ts";
import { previewHere } from "./preview.ts";
import { type ReadingHooks, readBatches } from "./read-batches.ts";

/**
 * The process in which datasets are read: a hostile or broken file takes this process's memory and time, not those of
 * the one that holds the project. It does one order and is then ended by its parent.
 */
const NOTES_AT_ONCE = 200;
const PROGRESS_MS = 100;
/** Messages with notes that may be on their way: a file in which nothing is right makes them faster than they are kept. */
const UNTAKEN = 50;

/** Electron's parentPort, as far as we use it. */
interface ParentPort {
  on(event: "message", listener: (event: { data: ToWorker }) => void): unknown;
  postMessage(message: FromWorker): void;
}

const send = connect((message) => {
  if (message.type === "order") return void perform(message.order);
  if (message.type === "noted") {
    untaken--;
    if (untaken === 0) caughtUp?.();
    return;
  }
  if (message.type === "cancel") abort.abort();
  taken?.();
  taken = null;
  caughtUp?.();
});

function connect(onMessage: (message: ToWorker) => void): (message: FromWorker) => void {
  const { parentPort } = process as { parentPort?: ParentPort };
  if (parentPort !== undefined) {
    parentPort.on("message", ({ data }) => onMessage(data));
    return (message) => parentPort.postMessage(message);
  }
  // Ctrl-C reaches the whole process group; it is the parent that decides when this ends.
  process.on("SIGINT", () => {});
  process.on("message", (message) => onMessage(message as ToWorker));
  process.once("disconnect", () => process.exit(0));
  return (message) => {
    if (process.connected) process.send?.(message, undefined, undefined, () => {});
  };
}

const abort = new AbortController();
let taken: (() => void) | null = null;

let notes: TransferNote[] = [];
/** Messages with notes that the parent has not taken yet, and who waits for it. */
let untaken = 0;
let caughtUp: (() => void) | null = null;
function flushNotes(): void {
  if (notes.length === 0) return;
  send({ type: "notes", notes });
  untaken++;
  notes = [];
}

function settle(): Promise<void> {
  if (untaken < UNTAKEN || abort.signal.aborted) return Promise.resolve();
  return new Promise((done) => {
    caughtUp = done;
  });
}

let lastProgress = 0;
const hooks: ReadingHooks = {
  signal: abort.signal,
  settle,
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
  try {
    const preview = order.kind === "preview" ? await previewHere(order.task, hooks) : await sendBatches(order.task);
    flushNotes();
    send({ type: "done", preview });
  } catch (thrown) {
    flushNotes();
    send({ type: "failed", error: toErrorReport(thrown) });
  }
}

async function sendBatches(task: (WorkerOrder & { kind: "read" })["task"]): Promise<null> {
  for await (const batch of readBatches(task, hooks)) {
    flushNotes();
    const acknowledged = new Promise<void>((done) => {
      taken = done;
    });
    send({ type: "batch", batch });
    await acknowledged;
  }
  return null;
}
