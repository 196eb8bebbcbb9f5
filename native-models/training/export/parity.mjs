// Runs stored examples through onnxruntime-node, the runtime of the studio, and compares with PyTorch's answers.
//
//   node native-models/training/export/parity.mjs GRAPH.onnx EXAMPLES.json [--tolerance 2e-4]
//
// EXAMPLES.json and its .bin are what export/graph.py, write_examples, stored. Differences are absolute, for numbers
// above 1 relative. Exit code 1 where an output differs by more, has another shape, or is missing.
import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { InferenceSession, Tensor } from "onnxruntime-node";

const ARRAYS = { float32: Float32Array, int64: BigInt64Array, bool: Uint8Array };

function tensorsOf(entries, numbers) {
  return Object.entries(entries).map(([name, { type, dims, offset }]) => {
    const length = dims.reduce((product, dim) => product * dim, 1);
    const values = new ARRAYS[type](numbers.buffer, numbers.byteOffset + offset, length);
    return [name, new Tensor(type, values, dims)];
  });
}

/** Largest difference of two tensors; infinity where shapes differ, or where one holds no number and the other does. */
function difference(expected, found) {
  if (found === undefined || expected.dims.join() !== found.dims.join()) return Number.POSITIVE_INFINITY;
  let worst = 0;
  for (let i = 0; i < expected.data.length; i++) {
    const a = Number(expected.data[i]);
    const b = Number(found.data[i]);
    if (Object.is(a, b)) continue;
    const distance = Math.abs(a - b) / Math.max(1, Math.abs(a));
    worst = Math.max(worst, Number.isNaN(distance) ? Number.POSITIVE_INFINITY : distance);
  }
  return worst;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { tolerance: { type: "string", default: "2e-4" } },
});
const [graph, listed] = positionals;
if (graph === undefined || listed === undefined) {
  process.stderr.write("usage: node parity.mjs GRAPH.onnx EXAMPLES.json [--tolerance 2e-4]\n");
  process.exit(2);
}
const { examples } = JSON.parse(await readFile(listed, "utf8"));
// A copy of its own, so that numbers of 8 bytes lie where their arrays want them.
const numbers = new Uint8Array(await readFile(listed.replace(/\.json$/, ".bin")));
const session = await InferenceSession.create(graph, { intraOpNumThreads: 1, logSeverityLevel: 3 });
const worst = new Map();
for (const { inputs, outputs } of examples) {
  const answers = await session.run(Object.fromEntries(tensorsOf(inputs, numbers)));
  for (const [name, expected] of tensorsOf(outputs, numbers)) {
    worst.set(name, Math.max(worst.get(name) ?? 0, difference(expected, answers[name])));
  }
}
for (const [name, value] of worst) process.stdout.write(`${name}: largest difference ${value.toExponential(2)}\n`);
process.stdout.write(`${examples.length} examples\n`);
const limit = Number(values.tolerance);
if (worst.size === 0 || [...worst.values()].some((value) => !(value <= limit))) process.exitCode = 1;
