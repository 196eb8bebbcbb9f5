import { writeSync } from "node:fs";
import { join } from "node:path";
import { emptySampleState } from "#core/samples";
import { openProject, type ProjectStore } from "#electron/store";
import { Database, makeDurable } from "../../../electron/store/database.ts";
import { migrate } from "../../../electron/store/migrate.ts";
import { migrations } from "../../../electron/store/migrations/index.ts";
import { factsOf, importedSample } from "./imported.ts";
import { rowMask } from "./masks.ts";
import { candidate, runResult } from "./results.ts";

/** Works on a project until it is killed; what it was told to do is its second argument. */
const [dir, mode] = process.argv.slice(2) as [string, string];
if (mode.startsWith("migrate-")) migrateHalfWay(Number(mode.slice("migrate-".length)));
else work(openProject(dir, { author: "child", device: String(process.pid) }, { backupEvery: 40 }));

// Written at once: process.stdout may wait for the event loop, which a loop of commits never reaches.
function tell(line: string): void {
  writeSync(1, `${line}\n`);
}

function work(store: ProjectStore): void {
  tell("open");
  if (mode === "hold") process.stdin.resume();
  else if (mode === "import") void importAll(store);
  else if (mode === "batch") settleAll(store);
  else commitForEver(store);
}

/** Edit after edit, each printed once it was acknowledged. */
function commitForEver(store: ProjectStore): never {
  for (let n = 0; ; n++) {
    const sampleId = `s${1 + (n % 2)}`;
    const mask = rowMask(n % 12, 1 + (Math.floor(n / 12) % 16));
    // The process's own point keeps an edit from equalling the one that a process before it left, which is no event.
    const prompts = { points: [{ x: process.pid, y: n, label: 1 as const }], box: null };
    const verdict = { decision: "fixed", comment: `${n}` } as const;
    store.commit(sampleId, { ...emptySampleState, mask, prompts, verdict }, "test");
    tell(String(n));
  }
}

/** A dataset without an end: the number of samples that are on the disk is printed after each batch. */
async function importAll(store: ProjectStore): Promise<never> {
  const importing = store.beginImport({ copy: false, probe: async (path) => factsOf(path) });
  for (let n = 0; ; n += 50) {
    await importing.add(Array.from({ length: 50 }, (_, i) => importedSample(n + i)));
    tell(String(n + 50));
  }
}

/** Goes on with the run that is there, sample after sample; each is printed once it was acknowledged. */
function settleAll(store: ProjectStore): void {
  const id = store.batches.list()[0]?.id ?? "";
  for (;;) {
    const next = store.batches.waiting(id, -1);
    if (next === null) break;
    const { place, sampleId } = next;
    if (place % 5 === 4) {
      const error = { code: "worker-failed", message: "It died.", cure: "Retry." } as const;
      store.batches.settle(id, sampleId, { kind: "failed", error });
    } else {
      const result = runResult([candidate("c1", place % 12, { score: 0.5 })], "random");
      store.batches.settle(id, sampleId, { kind: "result", result, failure: null });
    }
    tell(sampleId);
  }
}

/** Stays inside the transaction of the step to `version` with all of its work done, the pages too many for memory. */
function migrateHalfWay(version: number): void {
  const db = new Database(join(dir, "project.sqlite"));
  makeDurable(db);
  db.exec("PRAGMA cache_size = 1; PRAGMA cache_spill = 1");
  migrate(db, migrations.slice(0, version), () => {
    tell("half way");
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  });
}
