import { parentPort } from "node:worker_threads";
import sharp from "sharp";
import { toErrorReport } from "#core/errors";
import type { RenderAnswer } from "./render-pool.ts";
import { type RenderTask, renderTask } from "./render-task.ts";

const port = parentPort;
if (port === null) throw new Error("This file is a worker thread's; it is started to render scenes.");
// One core a thread: sharp's own threads would stand in the way of the other ones.
sharp.concurrency(1);

port.on("message", (task: RenderTask) => {
  renderTask(task).then(
    (rendered) => port.postMessage({ rendered } satisfies RenderAnswer),
    (thrown: unknown) => port.postMessage({ error: toErrorReport(thrown) } satisfies RenderAnswer),
  );
});
