import type { ErrorReport } from "#core/errors";
import type { ImportPreview, TransferNote } from "#core/samples";
import type { PreviewTask } from "./preview.ts";
import type { Batch, ReadingTask } from "./task.ts";

/** What the worker is told first. */
export type WorkerOrder =
  | { readonly kind: "read"; readonly task: ReadingTask }
  | { readonly kind: "preview"; readonly task: PreviewTask };

/** A batch is answered with `ack` when it has been taken; the worker sends no other before; notes with `noted`. */
export type ToWorker =
  | { readonly type: "order"; readonly order: WorkerOrder }
  | { readonly type: "ack" }
  | { readonly type: "noted" }
  | { readonly type: "cancel" };

export type FromWorker =
  | { readonly type: "batch"; readonly batch: Batch }
  | { readonly type: "notes"; readonly notes: readonly TransferNote[] }
  | {
      readonly type: "progress";
      readonly done: number;
      readonly total: number;
      readonly unit: "bytes" | "files" | "rows";
    }
  | { readonly type: "done"; readonly preview: ImportPreview | null }
  | { readonly type: "failed"; readonly error: ErrorReport };
