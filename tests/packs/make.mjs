import path from "node:path";
import { fileURLToPath } from "node:url";
import { runnerImport } from "vite";

/** Writes the test packs (tiny but real ONNX graphs) into a folder: node tests/packs/make.mjs DIR */
const [dir] = process.argv.slice(2);
if (dir === undefined) {
  process.stderr.write("usage: node tests/packs/make.mjs DIR\n");
  process.exit(2);
}
const source = fileURLToPath(new URL("tiny-packs.ts", import.meta.url));
const { module } = await runnerImport(source, { configFile: false, logLevel: "error" });
for (const folder of await module.writeTinyPacks(path.resolve(dir))) process.stdout.write(`${folder}\n`);
