import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { runnerImport } from "vite";

/**
 * Makes a dataset in our format of a folder of CLEVR renders (NAME.png, NAME_id.png whose grey values above 8 are, in
 * ascending order, the objects in the order of NAME.json): our own questions about them, for the domain gap. Never for
 * training.
 */
const USAGE = `usage: node native-models/training/reference-dataset.mjs --folder FOLDER --questions M --out DIR
  [--seed 0] [--format own|reasonseg|both]
`;

function readOptions() {
  const { values } = parseArgs({
    options: {
      folder: { type: "string" },
      questions: { type: "string" },
      out: { type: "string" },
      seed: { type: "string", default: "0" },
      format: { type: "string", default: "own" },
    },
  });
  if (!values.folder || !values.questions || !values.out) throw new Error("--folder, --questions and --out are needed");
  const whole = (name, least) => {
    const value = Number(values[name]);
    if (!Number.isInteger(value) || value < least) throw new Error(`--${name} needs a whole number from ${least} on`);
    return value;
  };
  if (!["own", "reasonseg", "both"].includes(values.format)) throw new Error("--format is own, reasonseg or both");
  return { ...values, questions: whole("questions", 1), seed: whole("seed", 0) };
}

let options;
try {
  options = readOptions();
} catch (error) {
  process.stderr.write(`${error.message}\n${USAGE}`);
  process.exit(2);
}
const source = fileURLToPath(new URL("../../electron/generate/index.ts", import.meta.url));
const { module } = await runnerImport(source, { configFile: false, logLevel: "error" });
try {
  const report = await module.datasetOfReferences({ ...options, folder: path.resolve(options.folder) });
  process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
} catch (error) {
  const { message, where, cure } = error.report ?? error;
  process.stderr.write(`${message}\n${where ? `  where: ${where}\n` : ""}${cure ? `  cure:  ${cure}\n` : ""}`);
  process.exit(1);
}
