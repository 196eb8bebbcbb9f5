import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import type { DiscoveryOverrides, PackManifestFile } from "#native-models/packs";
import type { SamFamily } from "#native-models/sam";
import { tinyPromptConstants } from "./tiny-sam-constants.ts";
import { TINY_PREPARED, tinyDecoder, tinyEncoder, tinySplitDecoder } from "./tiny-sam-graphs.ts";

/** What stands beside the SAM: parts of the manifest and the files that they name. */
export interface TinyParts {
  readonly segmenter?: PackManifestFile["segmenter"];
  readonly evaluator?: PackManifestFile["evaluator"];
  /** Contents by path inside the pack. */
  readonly files?: Readonly<Record<string, Uint8Array | string>>;
}

export interface TinyPack {
  readonly id: string;
  readonly version?: string;
  readonly title?: string;
  readonly family: SamFamily;
  /** Another pack's id, whose SAM (of the same family) is used; without it the pack carries its own. */
  readonly samPack?: string;
  /** The decoder for prompts without a mask in two halves, beside the whole one. */
  readonly split?: boolean;
  readonly parts?: TinyParts;
  readonly discovery?: DiscoveryOverrides;
  /** The pictures for which the pack is taken unasked. */
  readonly domainDetector?: PackManifestFile["domainDetector"];
}

/** Writes a pack of graphs made here, ready for `rea2seg pack install`. Answers the folder, which is made if need be. */
export async function writeTinyPack(pack: TinyPack, dir: string): Promise<string> {
  const files = { ...(pack.samPack === undefined ? samFiles(pack) : {}), ...pack.parts?.files };
  const listed: PackManifestFile["files"] = {};
  for (const [name, content] of Object.entries(files)) {
    const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
    const file = path.join(dir, ...name.split("/"));
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, bytes);
    listed[name] = { sha256: createHash("sha256").update(bytes).digest("hex"), bytes: bytes.length };
  }
  await mkdir(dir, { recursive: true });
  await writeFile(path.join(dir, "pack.json"), `${JSON.stringify(manifestOf(pack, listed), null, 2)}\n`);
  return dir;
}

const PREPARE = "prepare.onnx";
const PROMPT = "prompt.onnx";

function samFiles({ family, split }: TinyPack): Record<string, Uint8Array | string> {
  const halves = split === true ? tinySplitDecoder(family) : null;
  return {
    "encoder.onnx": tinyEncoder(family),
    "decoder.onnx": tinyDecoder(family),
    "prompt-encoder.json": JSON.stringify(tinyPromptConstants()),
    ...(halves === null ? {} : { [PREPARE]: halves.prepare, [PROMPT]: halves.prompt }),
  };
}

function samPart({ family, split }: TinyPack): PackManifestFile["sam"] {
  const files = { encoder: "encoder.onnx", decoder: "decoder.onnx", prompts: "prompt-encoder.json" };
  if (split !== true) return { family, ...files };
  return { family, ...files, split: { prepare: PREPARE, prompt: PROMPT, prepared: [TINY_PREPARED] } };
}

function manifestOf(pack: TinyPack, files: PackManifestFile["files"]): PackManifestFile {
  const { family, parts = {}, discovery } = pack;
  return {
    format: 1,
    id: pack.id,
    version: pack.version ?? "1.0.0",
    title: pack.title ?? `Tiny ${family}, made by the tests`,
    licence: "MIT",
    domain: "tests; its masks follow colours and mean nothing",
    ...(pack.domainDetector === undefined ? {} : { domainDetector: pack.domainDetector }),
    files,
    sam: pack.samPack ?? samPart(pack),
    ...(parts.segmenter === undefined ? {} : { segmenter: parts.segmenter }),
    ...(parts.evaluator === undefined ? {} : { evaluator: parts.evaluator }),
    preset: family === "sam2" ? "qwen-sam2" : "llava-sam1",
    ...(discovery === undefined ? {} : { discovery }),
  };
}
