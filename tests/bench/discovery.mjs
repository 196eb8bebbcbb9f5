// `npm run bench:discovery`: one question's candidate discovery, and segment-anything's automatic mask generator in
// PyTorch on the same decoder, embedding, points and threads, in one run. Nothing passes or fails.
import { mkdirSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus, loadavg } from "node:os";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "vite";

const OUT = resolve(".bench");
const EXTERNAL = ["sharp", "onnxruntime-node"];

await build({
  configFile: false,
  logLevel: "error",
  build: {
    ssr: resolve("tests/bench/discovery.bench.ts"),
    outDir: OUT,
    emptyOutDir: false,
    rolldownOptions: { external: EXTERNAL, output: { format: "cjs", entryFileNames: "[name].cjs" } },
  },
  ssr: { noExternal: true, external: EXTERNAL },
});
const { benchDiscovery } = await import(pathToFileURL(resolve(OUT, "discovery.bench.cjs")).href);
const photo = resolve(process.argv[2] ?? "assets/demo/images/coffee.png");
const python = process.env.REA2SEG_PYTHON || "python3";
const load = loadavg()[0];
const rounds = Number(process.env.REA2SEG_BENCH_ROUNDS || 7);
const script = resolve("tests/bench/discovery_peer.py");
const result = await benchDiscovery({ photo, python, script, rounds });
mkdirSync(OUT, { recursive: true });
writeFileSync(resolve(OUT, "discovery.json"), `${JSON.stringify(result, null, 2)}\n`);

const ms = (value) => `${value.toFixed(1)} ms`.padStart(10);
const line = (name, value, note = "") => console.log(`${name.padEnd(34)}${ms(value)}  ${note}`.trimEnd());
console.log(
  `${cpus()[0]?.model ?? "unknown processor"}, ${availableParallelism()} cores, load ${load.toFixed(1)} before it began, Node ${process.version}`,
);
console.log(
  `${result.image}, embedding in memory, ${result.seeds} seeds, 2 threads. Medians of ${rounds} rounds in turn.\n`,
);
line("discovery", result.whole, "original, semantic and AMG candidates; aim: 3000 ms");
for (const { step, ms: value } of result.steps) line(`  ${step}`, value);
line("discovery, AMG candidates alone", result.amgAlone, "with the initial prediction");
console.log();
for (const { batch, ms: value } of result.batches) line(`our decoder, ${batch} a run`, value, "a prompt");
console.log();
const { peer } = result;
if ("skipped" in peer) {
  console.log(
    `THE PEER WAS SKIPPED: ${peer.skipped}. Install it with: python3 -m pip install numpy onnx onnxruntime torch torchvision\n` +
      "segment-anything (or name another Python in REA2SEG_PYTHON). The figures above stand alone.",
  );
} else {
  console.log(
    `${peer.version}: the decoder rebuilt from the same file, at most ${peer.difference.toExponential(1)} from`,
  );
  console.log(`onnxruntime's outputs; it keeps the same ${peer.masks} masks.`);
  for (const { batch, ms: value } of peer.batches) line(`its AMG, ${batch} points a batch`, value);
  line(`its AMG, ${peer.best} points a batch`, peer.ms, "in turn with ours");
  console.log();
  const times = (median, fastest) => `${median.toFixed(2)} times as fast (${fastest.toFixed(2)} by the fastest rounds)`;
  console.log(`AMG candidates alone: ours is ${times(peer.ratioAmg, peer.fastestRatioAmg)}; aim: 1.5.`);
  console.log(`With original and semantic ones: ${times(peer.ratioWhole, peer.fastestRatioWhole)}.`);
}
process.exit(0);
