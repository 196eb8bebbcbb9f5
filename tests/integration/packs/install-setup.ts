import { readdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { beforeEach, expect } from "vitest";
import { installPack, type PackInstallOptions } from "#native-models/packs";
import { temporaryFolder } from "../../parity/support.ts";
import { EVALUATOR, graphFile, type PackFiles, packOf, writeFolder } from "./fixtures.ts";
import { type ZipEntry, zipOf } from "./zip.ts";

export let root: string;
export let packsDir: string;

export const place = () => path.join(packsDir, "judge-1.0.0");
export const install = (source: string, options: Partial<PackInstallOptions> = {}) =>
  installPack(source, { packsDir, ...options });
export const folder = (files: PackFiles, name = "source") => writeFolder(path.join(root, name), files);
export async function zip(entries: readonly ZipEntry[], name = "pack.zip"): Promise<string> {
  await writeFile(path.join(root, name), zipOf(entries));
  return path.join(root, name);
}
/** Nothing of a refused pack may be left, in the packs' folder or outside of it. */
export async function expectNothing(): Promise<void> {
  expect(await readdir(packsDir).catch(() => [])).toEqual([]);
}

/** A folder of installed packs for each test. */
export function ownFolders(): void {
  beforeEach(async () => {
    root = await temporaryFolder();
    packsDir = path.join(root, "data", "packs");
  });
}

/** A pack whose graph names another file for its weights. */
export function withWeightsIn(location: string, more: PackFiles = {}): PackFiles {
  const graph = graphFile({ input_ids: [1, "T"], masks: [1, "G", 16, 16] }, { logits: [1, "T", "V"] }, location);
  const files = { "model/evaluator.onnx": graph, "tokenizer.json": "{}", ...more };
  return packOf(files, { evaluator: { ...EVALUATOR, graph: "model/evaluator.onnx" } });
}
