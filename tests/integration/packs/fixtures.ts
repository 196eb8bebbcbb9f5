import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { floatValue, type OnnxModel, type PackManifestFile, serializeOnnx } from "#native-models/packs";
import type { ZipEntry } from "./zip.ts";

export type PackFiles = Readonly<Record<string, Uint8Array | string>>;

/** A file that says it has these inputs and outputs; no runtime would run it. */
export function graphFile(
  inputs: Readonly<Record<string, readonly (number | string)[]>>,
  outputs: Readonly<Record<string, readonly (number | string)[]>>,
  externalFile?: string,
): Uint8Array {
  const values = (shapes: typeof inputs) => Object.entries(shapes).map(([name, dims]) => floatValue(name, dims));
  const model: OnnxModel & { ir_version: number } = {
    ir_version: 8,
    graph: {
      name: "test",
      node: [{ op_type: "Identity", input: ["x"], output: ["y"] }],
      initializer: externalFile === undefined ? [] : [externalTensor(externalFile)],
      input: values(inputs),
      output: values(outputs),
      value_info: [],
    },
  };
  return serializeOnnx(model);
}

/** Weights that lie in another file. */
function externalTensor(location: string): OnnxModel["graph"]["initializer"][number] {
  const external = {
    external_data: [
      { key: "offset", value: "0" },
      { key: "location", value: location },
    ],
  };
  return { name: "w", dims: [1], data_type: 1, ...external };
}

export const EVALUATOR = {
  kind: "onnx",
  graph: "evaluator.onnx",
  tokenizer: "tokenizer.json",
  inputs: { inputIds: "input_ids", masks: "masks" },
  maskSize: [16, 16],
  outputs: { logits: "logits" },
  scoreTokens: { "<0>": 0, "<1>": 1 },
  endToken: "<end>",
} satisfies PackManifestFile["evaluator"];

export const EVALUATOR_FILES: PackFiles = {
  "evaluator.onnx": graphFile({ input_ids: [1, "T"], masks: [1, "G", 16, 16] }, { logits: [1, "T", "V"] }),
  "tokenizer.json": "{}",
};

/** The files of a whole pack with pack.json among them. */
export function packOf(
  files: PackFiles = EVALUATOR_FILES,
  manifest: Partial<PackManifestFile> = { evaluator: EVALUATOR },
): PackFiles {
  const listed = Object.entries(files).map(([name, contents]) => {
    const data = Buffer.from(contents);
    return [name, { sha256: createHash("sha256").update(data).digest("hex"), bytes: data.length }] as const;
  });
  const whole: PackManifestFile = {
    format: 1,
    id: "judge",
    version: "1.0.0",
    title: "Judge",
    licence: "MIT",
    domain: "tests",
    files: Object.fromEntries(listed),
    ...manifest,
  };
  return { ...files, "pack.json": `${JSON.stringify(whole, null, 2)}\n` };
}

export async function writeFolder(dir: string, files: PackFiles): Promise<string> {
  for (const [name, contents] of Object.entries(files)) {
    const file = path.join(dir, ...name.split("/"));
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, contents);
  }
  return dir;
}

export const entriesOf = (files: PackFiles, below = ""): ZipEntry[] =>
  Object.entries(files).map(([name, data]) => ({ name: `${below}${name}`, data }));
