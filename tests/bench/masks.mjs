// `npm run bench:masks`: the mask kernel and pycocotools side by side in one run, on the same masks. Nothing passes or fails.
import { availableParallelism, cpus } from "node:os";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "vite";

const OUT = resolve(".bench");
const NAMES = {
  encode: "encode",
  decode: "decode",
  iou: "IoU of all pairs",
  merge_pairs: "merge two by two",
  merge_all: "merge all",
  polygons: "polygons to RLE",
};

await build({
  configFile: false,
  logLevel: "error",
  build: {
    ssr: resolve("tests/bench/masks.bench.ts"),
    outDir: OUT,
    emptyOutDir: false,
    rolldownOptions: { output: { format: "cjs", entryFileNames: "[name].cjs" } },
  },
  ssr: { noExternal: true },
});
const { benchMasks } = await import(pathToFileURL(resolve(OUT, "masks.bench.cjs")).href);
const python = process.env.REA2SEG_PYTHON || "python3";
const result = await benchMasks(python, resolve("tests/bench/masks_pycocotools.py"));
if (result === null) {
  console.log(
    `SKIPPED: ${python} does not run or has no pycocotools. Install it with: python3 -m pip install numpy pycocotools\n` +
      "(or name another Python in REA2SEG_PYTHON).",
  );
} else {
  const where = `${cpus()[0]?.model ?? "unknown processor"}, ${availableParallelism()} cores`;
  console.log(`${where}, Node ${process.version}; ${result.version}`);
  console.log(
    "Medians of rounds in turn, ms for all masks; the ratio is the median of the rounds'; above 1 means that ours is faster.\n",
  );
  const rows = [["masks", "operation", "ours", "pycocotools", "ratio"]];
  for (const { side, masks, operation, ours, pycocotools, ratio } of result.figures) {
    rows.push([`${masks} x ${side}²`, NAMES[operation], ours.toFixed(2), pycocotools.toFixed(2), ratio.toFixed(2)]);
  }
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  for (const row of rows) {
    console.log(row.map((cell, i) => (i < 2 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join("  "));
  }
}
