import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { toErrorReport } from "#core/errors";
import {
  type FoundPack,
  findPack,
  MANIFEST_FILE,
  MOBILESAM_ID,
  type PackManifest,
  readManifest,
} from "#native-models/packs";
import type { RunServices } from "./contract.ts";
import type { PackFacts } from "./run-file.ts";

export interface PacksOfRun {
  readonly manifest: PackManifest;
  /** The pack that was asked for, and the one whose SAM it uses. */
  readonly packs: readonly PackFacts[];
}

type PackServices = Pick<RunServices, "pipeline" | "packDirs" | "cacheDir">;

/**
 * The pack of a run (mobilesam where `name` is null) and that of its SAM, as they lie on this machine now. Throws
 * `model-missing` or `model-broken`.
 */
export async function packsOfRun(
  name: string | null,
  services: PackServices,
  signal?: AbortSignal,
): Promise<PacksOfRun> {
  const pack = await find(name ?? MOBILESAM_ID, services, signal);
  const manifest = await readManifest(pack.dir);
  const others = typeof manifest.sam === "string" ? [await find(manifest.sam, services, signal)] : [];
  return { manifest, packs: await Promise.all([pack, ...others].map(factsOf)) };
}

/** The app builds mobilesam at its first use; the pipeline does that when it is asked what it has. */
async function find(name: string, services: PackServices, signal?: AbortSignal): Promise<FoundPack> {
  try {
    return await findPack(name, services);
  } catch (thrown) {
    if (name.split("@")[0] !== MOBILESAM_ID || toErrorReport(thrown).code !== "model-missing") throw thrown;
    await services.pipeline.request("describe", {}, { signal });
    return await findPack(name, services);
  }
}

async function factsOf({ id, version, domain, dir }: FoundPack): Promise<PackFacts> {
  const bytes = await readFile(join(dir, MANIFEST_FILE));
  return { id, version, domain, manifest: createHash("sha256").update(bytes).digest("hex") };
}
