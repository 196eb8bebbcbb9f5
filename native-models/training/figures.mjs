// Every figure of geo-tiny's model card, printed by one command:
//
//   node native-models/training/figures.mjs --work DIR [--reference CLEVR_FOLDER] [--only NAME]... [--out docs/geo-tiny-figures.md]
//
// Generates the held-out splits, has the installed pack find candidates on them and rank these with its evaluator (`rea2seg
// evaluate`), scores the test split's candidates in the ways of the paper's tables 3 and 4, and writes tables and commands. What is in DIR already is
// not done again: --work is a fresh folder for fresh figures.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const REA2SEG = path.join(ROOT, "electron/launch/rea2seg.mjs");
const SEED = "0";
/** Scenes and questions of each split; `test` is what is reported. */
const SPLITS = {
  test: [210, 420],
  "test-wordings": [120, 240],
  "test-crowded": [60, 120],
  "test-combinations": [60, 120],
};
const REFERENCE_QUESTIONS = "120";
/** Runs whose kinds of question are told apart. */
const KINDS_OF = ["test", "test-wordings", "test-crowded", "test-combinations", "reference"];
/** The paper's tables 3 and 4 on the candidates of the test split. */
const ABLATIONS = {
  "no-amg": ["--without", "amg"],
  "no-semantic": ["--without", "semantic"],
  "no-original": ["--without", "original"],
  "no-reasoning": ["--no-cot"],
  "group-15": ["--group-size", "15"],
  random: ["--evaluator", "random"],
  "group-1": ["--group-size", "1"],
};

const { values } = parseArgs({
  options: {
    work: { type: "string" },
    reference: { type: "string" },
    pack: { type: "string", default: "geo-tiny" },
    only: { type: "string", multiple: true, default: [] },
    out: { type: "string" },
  },
});
const NAMES = [...Object.keys(SPLITS), "reference", "ablations"];

function refuse(message) {
  process.stderr.write(`${message}\n`);
  process.exit(2);
}

if (values.work === undefined) refuse("--work is missing: a folder for datasets, runs and reports");
const strange = values.only.filter((name) => !NAMES.includes(name));
if (strange.length > 0) refuse(`--only knows no "${strange[0]}": use ${NAMES.join(", ")}`);
if (values.only.includes("reference") && values.reference === undefined) refuse("--only reference needs --reference");
if (values.only.includes("ablations") && !values.only.includes("test"))
  refuse("--only ablations needs --only test too");
const reference = values.reference && path.resolve(values.reference);
const work = path.resolve(values.work);
mkdirSync(work, { recursive: true });
const commands = [];

function command(args, output) {
  const shown = args.map((arg) => {
    if (arg === REA2SEG) return "rea2seg";
    return arg === reference ? "REFERENCE" : arg.replace(`${work}/`, "WORK/").replace(ROOT, "");
  });
  const line = shown.filter((arg) => arg !== "node" && arg !== "--resume").join(" ");
  if (!commands.includes(line)) commands.push(line);
  if (existsSync(output)) return;
  console.error(line);
  const done = spawnSync(args[0], args.slice(1), {
    cwd: ROOT,
    stdio: ["ignore", "pipe", "inherit"],
    maxBuffer: 2 ** 28,
  });
  // Exit code 4: some samples have no score; the report says which, and they count as they are.
  if (done.status !== 0 && done.status !== 4) throw new Error(`exit code ${done.status}: ${args.join(" ")}`);
  writeFileSync(output, done.stdout);
}

function evaluated(name, dataset, extra = []) {
  const report = path.join(work, `${name}.json`);
  const folder = path.join(work, "runs", name);
  const resume = existsSync(folder) && !existsSync(report) ? ["--resume"] : [];
  command(
    [
      "node",
      REA2SEG,
      "evaluate",
      "--dataset",
      dataset,
      "--pack",
      values.pack,
      "--out",
      folder,
      ...extra,
      ...resume,
      "--json",
    ],
    report,
  );
  return { name, folder, ...JSON.parse(readFileSync(report, "utf8")) };
}

function dataset(split) {
  const [scenes, questions] = SPLITS[split].map(String);
  const out = path.join(work, "datasets", split);
  const args = ["--split", split, "--scenes", scenes, "--questions", questions, "--seed", SEED, "--out", out, "--json"];
  mkdirSync(path.dirname(out), { recursive: true });
  command(["node", REA2SEG, "generate", "geometric", ...args], `${out}.json`);
  return out;
}

function referenceDataset() {
  const out = path.join(work, "datasets", "reference");
  const args = ["--folder", reference, "--questions", REFERENCE_QUESTIONS, "--seed", SEED, "--out", out];
  mkdirSync(path.dirname(out), { recursive: true });
  command(["node", "native-models/training/reference-dataset.mjs", ...args], `${out}.json`);
  return out;
}

/** Finds candidates, which the baseline ranks at no cost, and then has the evaluator score them. */
function whole(name, dataset) {
  const found = evaluated(`${name}-candidates`, dataset, ["--evaluator", "predicted-iou"]);
  return { ...evaluated(name, dataset, ["--candidates-of", found.folder]), found };
}

const wanted = (name) => values.only.length === 0 || values.only.includes(name);
const runs = [];
for (const split of Object.keys(SPLITS)) if (wanted(split)) runs.push(whole(split, dataset(split)));
if (reference !== undefined && wanted("reference")) runs.push(whole("reference", referenceDataset()));
const ablations = [];
const test = runs.find(({ name }) => name === "test");
if (test !== undefined && wanted("ablations")) {
  for (const [name, extra] of Object.entries(ABLATIONS)) {
    ablations.push(evaluated(name, dataset("test"), ["--candidates-of", test.found.folder, ...extra]));
  }
  ablations.push({ ...test.found, name: "predicted-iou" });
}

const number = (value, digits = 4) => (value === null || value === undefined ? "-" : value.toFixed(digits));
const both = ({ gIoU, cIoU }) => `${number(gIoU)} / ${number(cIoU)}`;
const MEASURES = ["initial", "top1", "top3Oracle", "candidateOracle"];

function table(rows) {
  const head = ["run", "samples", ...MEASURES, "Spearman pooled", "per question", "regret", "MAE"];
  const lines = rows.map((run) => {
    const judged = run.evaluator ?? {};
    return [
      run.name,
      run.samples,
      ...MEASURES.map((name) => both(run.average[name])),
      number(judged.spearmanPooled),
      number(judged.spearmanPerQuestion),
      number(judged.top1Regret),
      number(judged.mae),
    ];
  });
  return markdown(head, lines);
}

function kinds(run) {
  const lines = Object.entries(run.kinds).map(([kind, of]) => [
    kind,
    run.counts.kinds[kind],
    ...MEASURES.map((name) => both(of[name])),
  ]);
  return markdown(["kind", "samples", ...MEASURES], lines);
}

function steps(rows) {
  const names = ["encode", "segment", "discover", "evaluate"];
  const lines = rows.map(({ name, timings, found }) => [
    name,
    ...names.map((step) => {
      const { p50, p95 } = (step === "evaluate" ? timings : found.timings).steps[step] ?? {};
      return p50 === undefined ? "-" : `${number(p50, 0)} / ${number(p95, 0)}`;
    }),
  ]);
  return markdown(["run", ...names.map((name) => `${name}, ms p50 / p95`)], lines);
}

function markdown(head, lines) {
  return [head, head.map(() => "---"), ...lines].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

const text = `# geo-tiny: figures

Written by \`node native-models/training/figures.mjs\`; gIoU / cIoU, convention lisa. top3Oracle and candidateOracle choose by
ground truth.

${table(runs)}

${runs
  .filter(({ name }) => KINDS_OF.includes(name))
  .map((run) => `## Kinds of question, ${run.name}\n\n${kinds(run)}`)
  .join("\n\n")}

## Ablations on the test split's candidates

${table(ablations)}

## Time, on the machine that wrote this (other work may have run beside it)

${steps(runs)}

## Commands

\`\`\`
${commands.join("\n")}
\`\`\`
`;
console.log(text);
if (values.out !== undefined) writeFileSync(values.out, text);
