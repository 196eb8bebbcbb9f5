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
    store.commit(sampleId, { ...emptySampleState, mask, verdict: { decision: "fixed", comment: `${n}` } }, "test");
    writeSync(1, `${n}\n`);
  }
}
