// `npm run bench`: the model's and the studio's figures, side by side in one run. Nothing here passes or fails.
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus, totalmem } from "node:os";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "vite";
import { ensureBuilt } from "../../electron/launch/build.mjs";
import { findChromium } from "../runner/chromium.mjs";

const OUT = resolve(".bench");

const EXTERNAL = ["sharp", "onnxruntime-node", "playwright", "@photostructure/sqlite", "vite"];

/** Bundles a TypeScript entry so that plain Node can run it; returns the file. */
async function bundle(entry) {
  await build({
    configFile: false,
    logLevel: "error",
    build: {
      ssr: resolve(entry),
      outDir: OUT,
      emptyOutDir: false,
      rolldownOptions: {
        external: EXTERNAL,
        output: { format: "cjs", entryFileNames: "[name].cjs" },
      },
    },
    ssr: { noExternal: true, external: EXTERNAL },
  });
  const name = entry.replace(/^.*\//, "").replace(/\.ts$/, ".cjs");
  return resolve(OUT, name);
}

async function load(entry) {
  return import(pathToFileURL(await bundle(entry)).href);
}

function table(rows) {
  const cells = rows.map(({ name, p50, p95, unit, note }) => [
    name,
    `${p50.toFixed(1)} ${unit}`,
    `${p95.toFixed(1)} ${unit}`,
    note ?? "",
  ]);
  const widths = [0, 1, 2].map((column) => Math.max(...cells.map((row) => row[column].length)));
  for (const row of cells) {
    console.log(
      `${row[0].padEnd(widths[0])}  p50 ${row[1].padStart(widths[1])}  p95 ${row[2].padStart(widths[2])}  ${row[3]}`,
    );
  }
}

mkdirSync(OUT, { recursive: true });
await ensureBuilt({ targets: ["node", "preload", "renderer"], log: (line) => console.error(line) });
console.log(
  `${cpus()[0]?.model ?? "unknown processor"}, ${availableParallelism()} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}\n`,
);

const only = process.argv[2];
const results = [];
if (!only || only === "models") {
  const { benchModels } = await load("tests/bench/models.bench.ts");
  results.push(...(await benchModels()));
}
if (!only || only === "studio") {
  const chromium = await findChromium();
  if (chromium) {
    const { benchStudio } = await load("tests/bench/studio.bench.ts");
    results.push(...(await benchStudio(chromium)));
  } else console.error("SKIPPED: the studio's figures, because there is no Chromium.");
}
if (!only || only === "painting") {
  const chromium = await findChromium();
  if (chromium) {
    const { benchPainting } = await load("tests/bench/painting.bench.ts");
    results.push(...(await benchPainting(chromium)));
  } else console.error("SKIPPED: painting's figures, because there is no Chromium.");
}
if (!only || only === "store") {
  // In a process of its own: its memory is one of the figures.
  const file = await bundle("tests/bench/store-scale.bench.ts");
  const samples = process.env.REA2SEG_BENCH_SAMPLES ?? "1000000";
  results.push(...JSON.parse(execFileSync(process.execPath, [file, samples], { encoding: "utf8" })));
}
table(results);
writeFileSync(resolve(OUT, "results.json"), `${JSON.stringify(results, null, 2)}\n`);
process.exit(0);
