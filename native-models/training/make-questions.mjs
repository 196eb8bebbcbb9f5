import { createHash } from "node:crypto";
import { once } from "node:events";
import fs from "node:fs";
import path from "node:path";
import readline from "node:readline";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { runnerImport } from "vite";

/**
 * Writes questions about scenes, one line a scene: {scene, objects, questions: [{text, form, kind, program, values,
 * target, words}]}. Scenes come from a file with one Scene a line, a folder of NNNNN.json Scene files, or are sampled
 * from a split (--sample N --split NAME, without pictures). --held-out-answers asks only for objects of a held-out pair
 * of colour and shape. See docs/questions.md.
 */
const USAGE = `usage: node native-models/training/make-questions.mjs (--scenes FILE.jsonl|DIR | --sample N --split NAME [--from 0])
  --per-scene N --out FILE.jsonl [--wordings train|wide|val|test] [--seed S] [--kinds one-hop,ordinal]
  [--balance ordinal=2,attribute=0.5] [--held-out-answers] [--no-visibility]
`;

async function loadCore() {
  const load = async (door) => {
    const source = fileURLToPath(new URL(`../../core/scenes/${door}`, import.meta.url));
    return (await runnerImport(source, { configFile: false, logLevel: "error" })).module;
  };
  return {
    scenes: await load("index.ts"),
    programs: await load("programs/index.ts"),
    language: await load("language/index.ts"),
  };
}

function readOptions({ scenes, programs, language }) {
  const { values } = parseArgs({
    options: {
      scenes: { type: "string" },
      sample: { type: "string" },
      split: { type: "string", default: "train" },
      from: { type: "string", default: "0" },
      "per-scene": { type: "string", default: "24" },
      wordings: { type: "string", default: "train" },
      seed: { type: "string", default: "0" },
      kinds: { type: "string" },
      balance: { type: "string", default: "" },
      out: { type: "string" },
      "held-out-answers": { type: "boolean", default: false },
      "no-visibility": { type: "boolean", default: false },
    },
  });
  const whole = (name, least) => {
    const value = Number(values[name]);
    if (!Number.isInteger(value) || value < least) throw new Error(`--${name} needs a whole number from ${least} on`);
    return value;
  };
  const known = (name, value, list) => {
    if (!list.includes(value)) throw new Error(`--${name} knows no "${value}", only ${list.join(", ")}`);
    return value;
  };
  if ((values.scenes === undefined) === (values.sample === undefined))
    throw new Error("either --scenes or --sample is needed");
  if (!values.out) throw new Error("--out is needed");
  const shares = values.balance
    .split(",")
    .filter(Boolean)
    .map((pair) => {
      const [kind, share] = pair.split("=");
      if (!(Number(share) >= 0)) throw new Error("--balance needs shares such as ordinal=2,attribute=0.5");
      return [known("balance", kind, programs.QUESTION_KINDS), Number(share)];
    });
  return {
    source: values.scenes && path.resolve(values.scenes),
    sample: values.sample === undefined ? 0 : whole("sample", 1),
    split: known("split", values.split, scenes.SPLITS),
    from: whole("from", 0),
    perScene: whole("per-scene", 1),
    wordings: known("wordings", values.wordings, language.WORDINGS),
    seed: whole("seed", 0),
    kinds: values.kinds?.split(",").map((kind) => known("kinds", kind, programs.QUESTION_KINDS)),
    balance: Object.fromEntries(shares),
    out: path.resolve(values.out),
    heldOutAnswers: values["held-out-answers"],
    visibility: !values["no-visibility"],
  };
}

/** Names and scenes, one after the other. */
async function* eachScene(options, { scenes }) {
  if (!options.source) {
    for (let index = options.from; index < options.from + options.sample; index += 1) {
      yield [index, scenes.sampleSplitScene(options.split, index, { visibility: options.visibility })];
    }
    return;
  }
  if (fs.statSync(options.source).isDirectory()) {
    const names = fs.readdirSync(options.source).filter((name) => /^\d+\.json$/.test(name));
    for (const name of names.sort()) {
      yield [name.replace(".json", ""), JSON.parse(fs.readFileSync(path.join(options.source, name), "utf8"))];
    }
    return;
  }
  let index = 0;
  for await (const line of readline.createInterface({ input: fs.createReadStream(options.source) })) {
    if (line.trim()) yield [index, JSON.parse(line)];
    index += 1;
  }
}

/** A scene's seed depends on its name and the run's seed alone: leaving scenes out changes no other's questions. */
function seedFor(seed, wordings, name, scene) {
  return createHash("sha256")
    .update(JSON.stringify([seed, wordings, String(name), scene.seed]))
    .digest()
    .readUInt32LE();
}

const rounded = (value) => Math.round(value * 1e4) / 1e4;
const compact = ({ shape, size, color, material, r, x, y, theta, pixel }) => ({
  shape,
  size,
  color,
  material,
  r: rounded(r),
  x: rounded(x),
  y: rounded(y),
  theta: rounded(theta),
  pixel: pixel.map(rounded),
});

const heldOutObjects = ({ objects }, { isHeldOut }) =>
  objects.flatMap(({ color, shape }, index) => (isHeldOut(color, shape) ? [index] : []));

const add = (counts, key, more = 1) => counts.set(key, (counts.get(key) ?? 0) + more);

async function main() {
  const core = await loadCore();
  let options;
  try {
    options = readOptions(core);
  } catch (error) {
    process.stderr.write(`${error.message}\n${USAGE}`);
    process.exit(2);
  }
  const { perScene, wordings, kinds, balance } = options;
  const unfinished = `${options.out}.part`;
  const out = fs.createWriteStream(unfinished);
  const [kept, rejected] = [new Map(), new Map()];
  let scenes = 0;
  for await (const [name, scene] of eachScene(options, core)) {
    const seed = seedFor(options.seed, wordings, name, scene);
    const answers = options.heldOutAnswers ? heldOutObjects(scene, core.scenes) : undefined;
    const made = core.language.sampleQuestions(scene, { seed, count: perScene, wordings, kinds, balance, answers });
    for (const { kind } of made.questions) add(kept, kind);
    for (const [reason, count] of Object.entries(made.rejected)) add(rejected, reason, count);
    const line = JSON.stringify({
      scene: name,
      width: scene.width,
      directions: scene.directions,
      objects: scene.objects.map(compact),
      questions: made.questions,
    });
    if (!out.write(`${line}\n`)) await once(out, "drain");
    scenes += 1;
  }
  out.end();
  await once(out, "close");
  fs.renameSync(unfinished, options.out);
  const questions = [...kept.values()].reduce((sum, count) => sum + count, 0);
  const summary = { scenes, questions, kept: Object.fromEntries(kept), rejected: Object.fromEntries(rejected) };
  process.stdout.write(`${JSON.stringify(summary, null, 2)}\n`);
}

await main();
