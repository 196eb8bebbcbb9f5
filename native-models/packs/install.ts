import { mkdir, readFile, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { AppError } from "#core/errors";
import { asDiskError } from "./disk-errors.ts";
import { openFolderSource } from "./folder-source.ts";
import {
  assertManifestSize,
  filesToCopy,
  INSTALL_LIMITS,
  type InstallLimits,
  MEND,
  type PackSource,
} from "./install-source.ts";
import type { PackManifest } from "./manifest.ts";
import { MOBILESAM_ID } from "./mobilesam.ts";
import { MANIFEST_FILE, openPack, parseManifest } from "./pack.ts";
import { checkPackGraphs } from "./pack-graphs.ts";
import { listPacks, type PackPlaces, type PackSummary, summaryOf } from "./registry.ts";
import { moveIntoPlace, withStaging } from "./staging.ts";
import { openZipSource } from "./zip-source.ts";

export interface PackInstallOptions {
  /** Folder that gets the pack, as `<id>-<version>`. */
  readonly packsDir: string;
  /** Another pack of the same id and version gives way. */
  readonly replace?: boolean | undefined;
  /** Where a pack is looked for that the new one builds on. */
  readonly places?: PackPlaces | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: { step: string; done: number; total: number }) => void) | undefined;
  readonly limits?: InstallLimits | undefined;
}

export interface PackInstallReport extends PackSummary {
  readonly dir: string;
  /** `repaired`: the same pack was there and damaged. */
  readonly outcome: "installed" | "already installed" | "replaced" | "repaired";
  readonly warnings: readonly string[];
}

/**
 * Installs a pack from a folder or a zip file: it is unpacked beside its place, every file checked by size and SHA-256
 * and every graph against the manifest, and only then renamed, so that it is there whole or not at all.
 * Throws `not-found` for a path that is not there; `bad-input` if it is neither folder nor zip; `model-missing`,
 * `model-broken` or `too-large` for a pack that is not accepted, by name; `conflict` if another pack of this id and
 * version is there and `replace` is not set, or if it calls itself mobilesam; `disk-full`, `read-only`, `cancelled`.
 */
export async function installPack(source: string, options: PackInstallOptions): Promise<PackInstallReport> {
  const opened = await openSource(source, options.limits ?? INSTALL_LIMITS);
  try {
    const { manifestFile } = opened;
    assertManifestSize(opened.files.get(MANIFEST_FILE) ?? 0, manifestFile);
    const text = await opened.read(MANIFEST_FILE);
    const cure = `Correct it in ${manifestFile} (docs/packs.md tells what each field takes). Nothing was installed.`;
    const manifest = parseManifest(text.toString("utf8"), manifestFile, cure);
    assertFreeId(manifest, manifestFile);
    const files = filesToCopy(opened, manifest, source);
    const dir = path.join(options.packsDir, `${manifest.id}-${manifest.version}`);
    let found = await whatIsThere(dir, text, manifest, options);
    if (found !== "same") {
      const replace = found !== "nothing";
      await fillPlace({ opened, text, files, dir, replace }, options).catch(async (error) => {
        // Another installer may have been faster; what it made counts.
        found = replace ? found : await whatIsThere(dir, text, manifest, options);
        if (found === "same" && !replace) return;
        throw asDiskError(error, options.packsDir, { bytes: summaryOf(manifest).bytes, folder: "data folder" });
      });
    }
    const outcome = {
      nothing: "installed",
      same: "already installed",
      other: "replaced",
      damaged: "repaired",
    } as const;
    const warnings = await warningsOf(manifest, options.places);
    return { ...summaryOf(manifest), dir, outcome: outcome[found], warnings };
  } finally {
    opened.close();
  }
}

async function openSource(source: string, limits: InstallLimits): Promise<PackSource> {
  const facts = await stat(source).catch(() => null);
  if (facts === null) {
    const cure = "Name the folder or the zip file of a model pack.";
    throw new AppError({ code: "not-found", message: "There is no such folder or file.", where: source, cure });
  }
  if (facts.isDirectory()) return await openFolderSource(source, limits);
  if (facts.isFile()) {
    const isManifest = path.basename(source) === MANIFEST_FILE;
    return isManifest ? await openFolderSource(path.dirname(source), limits) : await openZipSource(source, limits);
  }
  const cure = "Name the folder or the zip file of a model pack.";
  throw new AppError({ code: "bad-input", message: "This is neither a folder nor a file.", where: source, cure });
}

/** The app builds one pack itself and looks nowhere else for it. */
function assertFreeId({ id }: PackManifest, where: string): void {
  if (id !== MOBILESAM_ID) return;
  const message = `The id ${MOBILESAM_ID} belongs to the pack that the app builds itself.`;
  throw new AppError({ code: "conflict", message, where, cure: "Give the pack another id in its pack.json." });
}

/** Throws `conflict` for another pack that may not be replaced. */
async function whatIsThere(
  dir: string,
  text: Buffer,
  manifest: PackManifest,
  { replace, signal }: PackInstallOptions,
): Promise<"nothing" | "same" | "damaged" | "other"> {
  if ((await stat(dir).catch(() => null)) === null) return "nothing";
  const there = await readFile(path.join(dir, MANIFEST_FILE)).catch(() => null);
  if (there?.equals(text)) {
    return await openPack(dir, { signal }).then(
      () => "same",
      (error) => {
        if (!(error instanceof AppError)) throw error;
        return "damaged";
      },
    );
  }
  if (replace === true) return "other";
  throw new AppError({
    code: "conflict",
    message: `Another pack ${manifest.id} ${manifest.version} is installed already.`,
    where: dir,
    cure: "Give the pack a new version, or replace the installed one (--replace).",
  });
}

interface Filling {
  readonly opened: PackSource;
  readonly text: Buffer;
  readonly files: readonly string[];
  readonly dir: string;
  readonly replace: boolean;
}

async function fillPlace(filling: Filling, options: PackInstallOptions): Promise<void> {
  const { opened, text, files, dir, replace } = filling;
  const { signal, onProgress } = options;
  await withStaging(options.packsDir, async (staging) => {
    for (const [done, name] of files.entries()) {
      onProgress?.({ step: "unpack the pack", done, total: files.length });
      const to = path.join(staging, ...name.split("/"));
      await mkdir(path.dirname(to), { recursive: true });
      await opened.copy(name, to, signal);
    }
    await writeFile(path.join(staging, MANIFEST_FILE), text);
    onProgress?.({ step: "verify the pack", done: 0, total: 1 });
    try {
      await checkPackGraphs(await openPack(staging, { signal }));
    } catch (error) {
      throw fromSource(error, staging, path.dirname(opened.manifestFile));
    }
    signal?.throwIfAborted();
    await moveIntoPlace(staging, dir, replace);
  });
}

/** A refusal of the unpacked copy, told of what it was unpacked from. */
function fromSource(error: unknown, staging: string, root: string): unknown {
  if (!(error instanceof AppError) || error.where === undefined) return error;
  const { code, message } = error;
  const where = path.join(root, path.relative(staging, error.where));
  return new AppError({ code, message, where, cure: MEND }, { cause: error });
}

async function warningsOf(manifest: PackManifest, places: PackPlaces | undefined): Promise<readonly string[]> {
  const { sam } = manifest;
  if (typeof sam !== "string" || places === undefined) return [];
  const [wanted] = sam.split("@");
  if (wanted === MOBILESAM_ID) return [];
  if ((await listPacks(places)).some((pack) => pack.id === wanted)) return [];
  return [`It uses the SAM of the pack ${sam}, which is not there yet: install that too.`];
}
