// Candidates of the studio's own discovery for many questions: what the evaluator is trained on.
//
//   node native-models/training/discover-candidates.mjs --input QUESTIONS.jsonl --output CANDIDATES.jsonl \
//     --pack FOLDER [--attention pack|grid] [--set seeds=24]... [--seed N] [--from N] [--to N] [--threads N] [--cache DIR]
//
// A line of the input: {"image": path, relative to the file, "question": text, ...}. A line of the output, in the input's
// order: {"line": number of the input's line, from 0, "image", "question", "size": [width, height], "candidates":
// [{"origin", "rle", "predictedIou", "stability"}], "initial": {"rle", "predictedIou"}, "attention": {"rows", "cols",
// "values"}, "seeds"}. `rle` is COCO's compressed string. FOLDER holds a pack.json; `--pack mobilesam --attention grid`
// needs none.
// Can be stopped and started again: lines that are there are not computed again. `--to` is exclusive; parts of the input go
// to outputs of their own. Questions about one image should follow each other: its embedding stays in memory.
import { createReadStream, existsSync } from "node:fs";
import { open, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { createServer } from "vite";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const CACHE_BYTES = 32 * 2 ** 30;

function readOptions() {
  const { values } = parseArgs({
    options: {
      input: { type: "string" },
      output: { type: "string" },
      pack: { type: "string" },
      attention: { type: "string", default: "pack" },
      set: { type: "string", multiple: true, default: [] },
      seed: { type: "string", default: "0" },
      from: { type: "string", default: "0" },
      to: { type: "string", default: "Infinity" },
      threads: { type: "string", default: "2" },
      cache: { type: "string", default: join(tmpdir(), "rea2seg-training") },
    },
  });
  for (const name of ["input", "output", "pack"])
    if (values[name] === undefined) throw new Error(`--${name} is missing`);
  const overrides = Object.fromEntries(
    values.set.map((entry) => {
      const [name, value] = entry.split("=");
      return [name, Number.isNaN(Number(value)) ? value : Number(value)];
    }),
  );
  const number = (name) => Number(values[name]);
  return {
    ...values,
    overrides,
    seed: number("seed"),
    from: number("from"),
    to: number("to"),
    threads: number("threads"),
  };
}

/** Loads TypeScript as it stands; it may import more later on, so that the server lives as long as what it loaded. */
async function openSources() {
  const server = await createServer({
    configFile: false,
    root: ROOT,
    logLevel: "error",
    appType: "custom",
    optimizeDeps: { noDiscovery: true },
    server: { middlewareMode: true, hmr: false, ws: false, watch: null },
  });
  return { load: (file) => server.ssrLoadModule(resolve(ROOT, file)), close: () => server.close() };
}

/** The engine and the name of the pack in the folder `pack`, or of that id. */
async function openEngine({ load }, { pack, cache, threads }) {
  const { createEngine } = await load("native-models/engine/index.ts");
  const manifest = resolve(pack, "pack.json");
  const { id, version } = existsSync(manifest) ? JSON.parse(await readFile(manifest, "utf8")) : {};
  const settings = {
    cacheDir: resolve(cache),
    packDirs: id === undefined ? [] : [dirname(resolve(pack))],
    provider: "cpu",
    threads,
    embeddingCacheBytes: CACHE_BYTES,
  };
  return { engine: await createEngine(settings), name: id === undefined ? pack : `${id}@${version}` };
}

async function* linesOf(file) {
  let number = 0;
  for await (const text of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
    if (text.trim() !== "") yield { number, ...JSON.parse(text) };
    number += 1;
  }
}

/** The output, ready to be added to: a last line that was cut off is taken away. Answers the lines that are there. */
async function resumeOutput(file) {
  const handle = await open(file, "a+");
  const text = await handle.readFile("utf8");
  const whole = text.slice(0, text.lastIndexOf("\n") + 1);
  if (whole.length < text.length) await handle.truncate(Buffer.byteLength(whole));
  const done = new Set(
    whole
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line).line),
  );
  return { handle, done };
}

const rounded = (value) => Number(value.toPrecision(6));

function lineOf(found, { number, image, question }) {
  const { initial } = found.trace;
  return {
    line: number,
    image,
    question,
    size: [found.image.width, found.image.height],
    candidates: found.candidates.map(({ origin, rle, predictedIou, stability }) => ({
      origin,
      rle: rle.counts,
      predictedIou: rounded(predictedIou),
      stability: stability === null ? null : rounded(stability),
    })),
    initial: { rle: initial.rle.counts, predictedIou: rounded(initial.predictedIou) },
    attention: { ...found.attention, values: Array.from(found.attention.values, rounded) },
    seeds: found.seeds.map(({ x, y }) => [rounded(x), rounded(y)]),
  };
}

async function main() {
  const options = readOptions();
  const input = resolve(options.input);
  const sources = await openSources();
  const { engine, name } = await openEngine(sources, options);
  const { handle, done } = await resumeOutput(resolve(options.output));
  if (done.size > 0) process.stdout.write(`${done.size} questions are there already\n`);
  const { attention, overrides, seed } = options;
  const request = { pack: name, attention: { source: attention }, without: [], seed, overrides };
  let count = 0;
  const start = performance.now();
  for await (const line of linesOf(input)) {
    if (line.number < options.from || line.number >= options.to || done.has(line.number)) continue;
    const image = { path: resolve(dirname(input), line.image), hash: null };
    const found = await engine.discover(image, { ...request, question: line.question });
    await handle.write(`${JSON.stringify(lineOf(found, line))}\n`);
    count += 1;
    if (count % 50 === 0) {
      process.stdout.write(`${count} questions, ${((performance.now() - start) / count / 1000).toFixed(2)} s each\n`);
    }
  }
  await handle.close();
  const each = count === 0 ? "" : `, ${((performance.now() - start) / count / 1000).toFixed(2)} s each`;
  process.stdout.write(`${count} questions answered${each}\n`);
  await engine.dispose();
  await sources.close();
}

try {
  await main();
} catch (error) {
  const { message, where, cure } = error;
  process.stderr.write(`${[message, where, cure].filter(Boolean).join(" ")}\n`);
  process.exit(1);
}
