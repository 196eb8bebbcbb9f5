import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Rle } from "#core/masks";
import type { Decision, TransferReport } from "#core/samples";
import { exportReview, type RejectedMasks } from "#electron/datasets/mask-review-export";
import { importDataset } from "#electron/datasets/transfer";
import { createProject, type ProjectStore } from "#electron/store";
import { ada, later, scratchFolder } from "../store/fixtures.ts";

export interface Review {
  readonly root: string;
  readonly store: ProjectStore;
  readonly report: TransferReport;
}

/** A review project of the masks at a place below `root`. */
export async function reviewOf(
  root: string,
  masks: string,
  options: Readonly<Record<string, string>> = {},
): Promise<Review> {
  const store = createProject(join(scratchFolder(), "project"), "Review", ada);
  later(() => store.close());
  const report = await importDataset({
    ...{ store, format: "mask-review", source: join(root, masks), options, copy: false, workerFile: null },
  });
  return { root, store, report };
}

export const idsOf = (store: ProjectStore): string[] => [...store.exportSamples()].map(({ id }) => id);

/** Gives a verdict, with another mask where one is given. */
export function decide(store: ProjectStore, id: string, decision: Decision, change: { mask?: Rle; ignore?: Rle } = {}) {
  const { state } = store.sample(id);
  store.commit(id, { ...state, ...change, verdict: { decision, comment: "" } }, decision);
}

export async function exported({ store }: Review, rejected: RejectedMasks = "leave-out") {
  const out = join(scratchFolder(), "out");
  const report = await exportReview({ store, out, rejected, notesFolder: null });
  const read = (name: string) => readFileSync(join(out, name));
  const names = (
    readdirSync(out, { recursive: true, withFileTypes: true }) as {
      name: string;
      isFile(): boolean;
      parentPath: string;
    }[]
  )
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(out.length + 1))
    .sort();
  const list = JSON.parse(read("review.json").toString()) as {
    readonly masks: readonly Record<string, unknown>[];
    readonly notReviewed: readonly string[];
  };
  return { out, report, read, names, list };
}
