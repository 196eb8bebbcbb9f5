// How many seed points geo-tiny needs: candidate oracle against time on the validation split.
//
//   node native-models/training/seed-curve.mjs --work DIR [--scenes 60] [--questions 120] [--pack geo-tiny]
//
// Each number of seeds is a run of `rea2seg evaluate` with the baseline predicted-iou, which costs nothing: what counts is
// which candidates there are. Runs that are in DIR are not repeated.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const REA2SEG = path.join(ROOT, "electron/launch/rea2seg.mjs");
const SEEDS = [8, 16, 24, 36, 48];

const { values } = parseArgs({
  options: {
    work: { type: "string" },
    scenes: { type: "string", default: "60" },
    questions: { type: "string", default: "120" },
    pack: { type: "string", default: "geo-tiny" },
    set: { type: "string", multiple: true, default: [] },
  },
});
if (values.work === undefined) {
  process.stderr.write("--work is missing: a folder for the dataset and the runs\n");
  process.exit(2);
}
const work = path.resolve(values.work);
mkdirSync(work, { recursive: true });

function rea2seg(args, output) {
  if (!existsSync(output)) {
    const done = spawnSync("node", [REA2SEG, ...args, "--json"], {
      cwd: ROOT,
      stdio: ["ignore", "pipe", "inherit"],
      maxBuffer: 2 ** 28,
    });
    if (done.status !== 0) throw new Error(`exit code ${done.status}: rea2seg ${args.join(" ")}`);
    writeFileSync(output, done.stdout);
  }
  return JSON.parse(readFileSync(output, "utf8"));
}

const dataset = path.join(work, "val");
rea2seg(
  [
    "generate",
    "geometric",
    "--split",
    "val",
    "--seed",
    "1",
    "--scenes",
    values.scenes,
    "--questions",
    values.questions,
    "--out",
    dataset,
  ],
  `${dataset}.json`,
);
const settings = values.set.flatMap((entry) => ["--set", entry]);
console.log("| seeds | candidateOracle gIoU | initial gIoU | discovery p50, ms |\n| --- | --- | --- | --- |");
for (const seeds of SEEDS) {
  const name = [`seeds-${seeds}`, ...values.set].join("-").replaceAll("=", "");
  // A kept token holds one seed at least; as many attended tokens more as the pack has for its seeds.
  const tokens = [
    "--set",
    `seeds=${seeds}`,
    "--set",
    `keptTokens=${seeds}`,
    "--set",
    `topTokens=${Math.max(32, Math.round((4 * seeds) / 3))}`,
  ];
  const run = rea2seg(
    [
      "evaluate",
      "--dataset",
      dataset,
      "--pack",
      values.pack,
      "--evaluator",
      "predicted-iou",
      ...tokens,
      ...settings,
      "--out",
      path.join(work, "runs", name),
    ],
    path.join(work, `${name}.json`),
  );
  const { candidateOracle, initial } = run.average;
  console.log(
    `| ${seeds} | ${candidateOracle.gIoU.toFixed(4)} | ${initial.gIoU.toFixed(4)} | ${run.timings.steps.discover.p50.toFixed(0)} |`,
  );
}
