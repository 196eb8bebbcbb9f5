import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "@photostructure/sqlite";
import { encodeRle } from "#core/masks";
import { emptySampleState, type SampleState } from "#core/samples";
import { createProject, openProject } from "#electron/store";

/**
 * Made project.sql, once, with the store of commit 475c398, the last one that wrote version 1 of the database: bundled
 * there with Vite and run as `node make.cjs EMPTY_FOLDER project.sql`. It is kept to say what the rows are.
 */
const [root, out] = process.argv.slice(2) as [string, string];
const dir = join(root, "project");
let time = Date.parse("2026-01-01T00:00:00.000Z");
const options = {
  now: () => {
    time += 1000;
    return new Date(time);
  },
};

function mask(row: number, columns = 16) {
  const data = new Uint8Array(16 * 12);
  for (let x = 0; x < columns; x++) data[row * 16 + x] = 1;
  return encodeRle({ width: 16, height: 12, data });
}
const state = (change: Partial<SampleState>): SampleState => ({ ...emptySampleState, ...change });
async function probe(path: string) {
  const id = path.includes("1.png") ? "1".repeat(64) : "2".repeat(64);
  return { id, width: 16, height: 12, bytes: 11, format: "png", mtimeMs: 1000.5 };
}
function candidate(id: string, row: number, rank: number, score: number | null) {
  const shape = { rle: mask(row), area: 16, bbox: [0, row, 16, 1] as const };
  return { id, source: "amg" as const, ...shape, predictedIou: 0.9, stability: 0.95, score, rank };
}

const store = createProject(dir, "From version 1", { author: "ada", device: "laptop" }, options);
await store.addSamples(
  [
    { imagePath: "/pictures/1.png", question: "Which one?", id: "s1", category: "plain", groundTruth: mask(9) },
    { imagePath: "/pictures/2.png", question: "Which other?", id: "s2" },
    { imagePath: "/pictures/1.png", question: "cut\0short", id: "nul" },
    { imagePath: "/pictures/2.png", question: "half \ud83d of a pair", id: "surrogate" },
    { imagePath: "/pictures/2.png", question: "Not yet?", id: "todo" },
  ],
  { copy: false, probe },
);
store.recordRun("s1", {
  question: "Which one?",
  image: { path: "1.png", width: 16, height: 12 },
  pack: "mobilesam 1.0.0",
  evaluator: "pack",
  attentionSource: "grid",
  candidates: [candidate("c1", 1, 1, 0.75), candidate("c2", 2, 2, 0.5)],
  seeds: [{ x: 1.5, y: 2, token: 0, attention: 0.25 }],
  attention: { rows: 1, cols: 2, values: [0.5, 0.5] },
  funnel: { seeds: 1, proposed: 3, afterPredictedIou: 2, afterStability: 2, afterNms: 2, kept: 2 },
  timings: { encode: 1, segment: 2, discover: 3, evaluate: 0, total: 6 },
  provider: "cpu",
  embedding: "computed",
  settings: { nmsIou: 0.7 },
});
store.commit("s1", state({ chosenCandidateId: "c1", mask: mask(1) }), "choose");
store.commit("s1", state({ mask: mask(4), verdict: { decision: "fixed", comment: "edge" } }), "fix");
store.undo("s1");
store.redo("s1");
store.commit("nul", state({ mask: mask(5), verdict: { decision: "fixed", comment: "c\0d" } }), "fix");
store.commit("surrogate", state({ mask: mask(6) }), "draw");
store.recordJob({ id: "j1", kind: "run", sampleId: "s1", state: "done", attempts: 1, error: null, at: "2026-01-01" });
store.close();
const other = openProject(dir, { author: "bob", device: "desk" }, options);
other.commit("s2", state({ verdict: { decision: "rejected", comment: "" } }), "reject");
other.close();

const db = new DatabaseSync(join(dir, "project.sqlite"), { readOnly: true });
const lines: string[] = [];
for (const { name } of db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY rowid").all()) {
  for (const row of db.prepare(`SELECT * FROM ${name}`).all()) {
    const values = Object.values(row as Record<string, string | number | null>).map((value) =>
      typeof value === "string" ? `'${value.replaceAll("'", "''")}'` : String(value),
    );
    lines.push(`INSERT INTO ${name} VALUES (${values.join(", ")});\n`);
  }
}
db.close();
writeFileSync(out, lines.join(""));
