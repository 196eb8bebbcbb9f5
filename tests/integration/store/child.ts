import { writeSync } from "node:fs";
import { emptySampleState } from "#core/samples";
import { openProject } from "#electron/store";
import { rowMask } from "./masks.ts";

/** Opens the project and, told to, commits edit after edit, printing each once it was acknowledged. */
const [dir, mode] = process.argv.slice(2) as [string, string];
const store = openProject(dir, { author: "child", device: String(process.pid) }, { backupEvery: 40 });
// Written at once: process.stdout may wait for the event loop, which a loop of commits never reaches.
writeSync(1, "open\n");
if (mode === "hold") {
  process.stdin.resume();
} else {
  for (let n = 0; ; n++) {
    const sampleId = `s${1 + (n % 2)}`;
    const mask = rowMask(n % 12, 1 + (Math.floor(n / 12) % 16));
    // The process's own point keeps an edit from equalling the one that a process before it left, which is no event.
    const prompts = { points: [{ x: process.pid, y: n, label: 1 as const }], box: null };
    const verdict = { decision: "fixed", comment: `${n}` } as const;
    store.commit(sampleId, { ...emptySampleState, mask, prompts, verdict }, "test");
    writeSync(1, `${n}\n`);
  }
}
