import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import sharp from "sharp";
import { runnerImport } from "vite";

/**
 * Writes a split's scenes and their pictures: DIR/NNNNN.png, NNNNN_id.png (grey: 0 ground, i + 1 object i) and
 * NNNNN.json (a Scene), or with --symbolic the scenes alone, one a line, in DIR/scenes.jsonl. What is there already is
 * kept, so that a stopped run goes on where it was. See docs/scenes.md.
 */
const USAGE = `usage: node native-models/training/render-scenes.mjs --split NAME --from 0 --to 2000 --out DIR
  [--width 480] [--height 320] [--samples 4] [--shadow-samples 4] [--look-strength 0] [--threads 2]
  [--symbolic] [--no-visibility]
`;

async function loadScenes() {
  const load = async (door) => {
    const source = fileURLToPath(new URL(`../../core/scenes/${door}`, import.meta.url));
    return (await runnerImport(source, { configFile: false, logLevel: "error" })).module;
  };
  return { scenes: await load("index.ts"), rendering: await load("rendering/index.ts") };
}

function readOptions() {
  const { values } = parseArgs({
    options: {
      split: { type: "string" },
      from: { type: "string", default: "0" },
      to: { type: "string" },
      out: { type: "string" },
      width: { type: "string", default: "480" },
      height: { type: "string", default: "320" },
      samples: { type: "string", default: "4" },
      "shadow-samples": { type: "string", default: "4" },
      "look-strength": { type: "string", default: "0" },
      threads: { type: "string", default: String(Math.min(os.availableParallelism(), 2)) },
      symbolic: { type: "boolean", default: false },
      "no-visibility": { type: "boolean", default: false },
    },
  });
  const whole = (name, least) => {
    const value = Number(values[name]);
    if (!Number.isInteger(value) || value < least) throw new Error(`--${name} needs a whole number from ${least} on`);
    return value;
  };
  if (!values.split || !values.out || !values.to) throw new Error("--split, --to and --out are needed");
  if (Number(values.to) <= Number(values.from)) throw new Error("--to is the first that is not rendered: above --from");
  const lookStrength = Number(values["look-strength"]);
  if (!(lookStrength >= 0)) throw new Error("--look-strength needs a number from 0 on");
  return {
    split: values.split,
    from: whole("from", 0),
    to: whole("to", 0),
    out: path.resolve(values.out),
    width: whole("width", 16),
    height: whole("height", 16),
    samples: whole("samples", 1),
    shadowSamples: whole("shadow-samples", 1),
    lookStrength,
    threads: whole("threads", 1),
    symbolic: values.symbolic,
    visibility: !values["no-visibility"],
  };
}

/** A file is there whole or not at all. */
async function writeWhole(file, bytes) {
  const partial = `${file}.${process.pid}.part`;
  await fs.promises.writeFile(partial, bytes);
  await fs.promises.rename(partial, file);
}

async function renderOne(index, options, { scenes, rendering }) {
  const stem = path.join(options.out, String(index).padStart(5, "0"));
  // The JSON is written last: where it is, the pictures are.
  if (fs.existsSync(`${stem}.json`)) return;
  const { width, height, samples, shadowSamples, lookStrength } = options;
  const scene = scenes.sampleSplitScene(options.split, index, options);
  const look = lookStrength > 0 ? rendering.randomLook(scene.seed, lookStrength) : rendering.REFERENCE_LOOK;
  const { rgb } = rendering.renderScene(scene, { samples, shadowSamples, look });
  const png = (data, channels) => sharp(data, { raw: { width, height, channels } });
  await writeWhole(`${stem}.png`, await png(rgb, 3).png().toBuffer());
  const ids = png(rendering.instanceMap(scene), 1).toColourspace("b-w");
  await writeWhole(`${stem}_id.png`, await ids.png().toBuffer());
  await writeWhole(`${stem}.json`, JSON.stringify(scene));
}

async function writeSymbolic(options) {
  const { scenes } = await loadScenes();
  const lines = [];
  for (let index = options.from; index < options.to; index++) {
    lines.push(JSON.stringify(scenes.sampleSplitScene(options.split, index, options)));
  }
  await writeWhole(path.join(options.out, "scenes.jsonl"), `${lines.join("\n")}\n`);
}

async function runThreads(options) {
  let done = 0;
  const total = options.to - options.from;
  const started = Date.now();
  const workers = Array.from({ length: options.threads }, (_, thread) => {
    const worker = new Worker(new URL(import.meta.url), { workerData: { ...options, thread } });
    worker.on("message", () => {
      done++;
      if (done % 100 === 0 || done === total) {
        process.stdout.write(`${done}/${total} scenes, ${((Date.now() - started) / 1000).toFixed(0)} s\n`);
      }
    });
    return new Promise((resolve, reject) => {
      worker.on("error", reject);
      worker.on("exit", (code) => (code === 0 ? resolve() : reject(new Error(`a thread ended with code ${code}`))));
    });
  });
  await Promise.all(workers);
}

if (isMainThread) {
  let options;
  try {
    options = readOptions();
    const { scenes } = await loadScenes();
    if (!scenes.SPLITS.includes(options.split)) throw new Error(`--split is one of ${scenes.SPLITS.join(", ")}`);
  } catch (error) {
    process.stderr.write(`${error.message}\n${USAGE}`);
    process.exit(2);
  }
  fs.mkdirSync(options.out, { recursive: true });
  if (options.symbolic) await writeSymbolic(options);
  else await runThreads(options);
} else {
  // Sharp's own threads would fight with ours.
  sharp.concurrency(1);
  const code = await loadScenes();
  for (let index = workerData.from + workerData.thread; index < workerData.to; index += workerData.threads) {
    await renderOne(index, workerData, code);
    parentPort.postMessage(index);
  }
}
