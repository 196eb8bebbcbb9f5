import { readdir, stat } from "node:fs/promises";
import path from "node:path";
import { AppError, toErrorReport } from "#core/errors";
import type { DomainDetector } from "#native-models/domain";
import type { PackManifest } from "./manifest.ts";
import { MOBILESAM_ID, MOBILESAM_VERSION } from "./mobilesam.ts";
import { MANIFEST_FILE, readManifest } from "./pack.ts";
import type { PresetName } from "./presets.ts";
import { compareVersions } from "./versions.ts";

/** Where packs are looked for. */
export interface PackPlaces {
  /** Folders whose subfolders are packs, in the order in which they are searched. */
  readonly packDirs: readonly string[];
  /** Its subfolder `packs` is searched last: there lies what the app builds itself. */
  readonly cacheDir: string;
  /** That of `packDirs` which came with the app. */
  readonly builtInDir?: string | undefined;
}

export type PackOrigin = "installed" | "built-in" | "built here";

/** A pack as its manifest describes it; none of its files has been looked at. */
export interface PackSummary {
  readonly id: string;
  readonly version: string;
  readonly title: string;
  readonly licence: string;
  readonly domain: string;
  /** What tells pictures of its domain; null: the pack is used where it is named. */
  readonly domainDetector: DomainDetector | null;
  /** The family of its own SAM, the id of the pack whose SAM it uses, or nothing. */
  readonly sam: { readonly family: "sam1" | "sam2" } | { readonly pack: string } | null;
  readonly segmenter: boolean;
  readonly evaluator: { readonly groupSize: number; readonly cot: boolean } | null;
  readonly preset: PresetName | null;
  /** Number of its files, and what they weigh together. */
  readonly files: number;
  readonly bytes: number;
}

interface Place {
  readonly dir: string;
  readonly origin: PackOrigin;
}

/** A pack that can be used, unless an earlier folder holds the same id and version: then `hiddenBy` is that one's. */
export interface FoundPack extends Place, PackSummary {
  readonly problem: null;
  readonly cure: null;
  readonly hiddenBy: string | null;
}

/** A folder whose `pack.json` cannot be used: nothing is known of it but why. */
export interface BrokenPack extends Place, Readonly<Record<keyof PackSummary, null>> {
  readonly hiddenBy: null;
  readonly problem: string;
  readonly cure: string;
}

export type ListedPack = FoundPack | BrokenPack;

/** A pack that can be picked. */
export const isUsable = (pack: ListedPack): pack is FoundPack => pack.id !== null && pack.hiddenBy === null;

/**
 * Every pack of this machine, by place and then by folder name. Reads manifests alone: nothing is hashed or loaded. A
 * folder that is not there holds no packs; a manifest that is wrong becomes a BrokenPack.
 */
export async function listPacks(places: PackPlaces): Promise<readonly ListedPack[]> {
  const first = new Map<string, string>();
  const packs: ListedPack[] = [];
  for (const place of await packFolders(places)) {
    const pack = await describe(place);
    if (pack.id === null) {
      packs.push(pack);
      continue;
    }
    const name = `${pack.id}@${pack.version}`;
    packs.push({ ...pack, hiddenBy: first.get(name) ?? null });
    if (!first.has(name)) first.set(name, pack.dir);
  }
  return packs;
}

/**
 * The pack that `name` (an id, or id@version) picks: of several versions the highest, of the same version in two places
 * the first. Throws `model-missing` naming what there is, or `model-broken` where the folder so named has a wrong
 * manifest.
 */
export async function findPack(name: string, places: PackPlaces): Promise<FoundPack> {
  return pickPack(name, await listPacks(places), places);
}

/**
 * The pack whose SAM a pack uses: itself, or the one that its manifest names; null where it says nothing of SAM.
 * Throws `model-missing` if that one is not there (mobilesam: not built yet, see installMobileSam), and `model-broken`
 * if it has no SAM of its own.
 */
export async function samPackOf(pack: FoundPack, places: PackPlaces): Promise<FoundPack | null> {
  if (pack.sam === null) return null;
  if ("family" in pack.sam) return pack;
  const other = await findPack(pack.sam.pack, places);
  if (other.sam !== null && "family" in other.sam) return other;
  throw new AppError({
    code: "model-broken",
    message: `The pack ${pack.id} uses the SAM of the pack ${other.id}, which has none of its own.`,
    where: path.join(pack.dir, MANIFEST_FILE),
    cure: "Name a pack that carries a SAM, such as mobilesam, under `sam`.",
  });
}

function pickPack(name: string, packs: readonly ListedPack[], places: PackPlaces): FoundPack {
  const at = name.indexOf("@");
  const id = at < 0 ? name : name.slice(0, at);
  const version = at < 0 ? null : name.slice(at + 1);
  const usable = packs.filter(isUsable);
  const same = usable.filter((pack) => pack.id === id);
  const fitting = same.filter((pack) => version === null || pack.version === version);
  const [newest] = fitting.sort((a, b) => compareVersions(b.version, a.version));
  if (newest !== undefined) return newest;

  const folders = version === null ? [id] : [id, `${id}-${version}`];
  const broken = packs.find(
    (pack): pack is BrokenPack =>
      pack.id === null &&
      (folders.includes(path.basename(pack.dir)) ||
        (version === null && path.basename(pack.dir).startsWith(`${id}-`) && same.length === 0)),
  );
  if (broken !== undefined) {
    throw new AppError({ code: "model-broken", message: broken.problem, where: broken.dir, cure: broken.cure });
  }
  throw missingPack(name, same.length > 0 ? same : usable, places);
}

/** The refusal of a pack that is not there: what there is instead, or how it is made. */
export function missingPack(name: string, known: readonly FoundPack[], places: PackPlaces): AppError {
  const names = known.map((pack) => `${pack.id}@${pack.version}`);
  const there = names.length === 0 ? "There is none yet." : `Choose one of ${names.join(", ")}.`;
  const cure =
    name === MOBILESAM_ID || name === `${MOBILESAM_ID}@${MOBILESAM_VERSION}`
      ? "The app builds mobilesam itself, on this machine: `rea2seg doctor` does so now, else the first run that uses it."
      : `${there} \`rea2seg pack install\` adds a pack from a folder or a zip file.`;
  const where = [...places.packDirs, builtHereDir(places.cacheDir)].join(path.delimiter);
  return new AppError({ code: "model-missing", message: `There is no pack "${name}".`, where, cure });
}

const builtHereDir = (cacheDir: string): string => path.join(cacheDir, "packs");

/** Subfolders with a manifest; those with a leading dot are work of an installer. */
async function packFolders({ packDirs, cacheDir, builtInDir }: PackPlaces): Promise<readonly Place[]> {
  const roots: Place[] = packDirs.map((dir) => ({ dir, origin: dir === builtInDir ? "built-in" : "installed" }));
  roots.push({ dir: builtHereDir(cacheDir), origin: "built here" });
  const places: Place[] = [];
  for (const root of roots) {
    const names = await readdir(root.dir).catch(() => [] as string[]);
    for (const name of names.filter((entry) => !entry.startsWith(".")).sort()) {
      const dir = path.join(root.dir, name);
      const facts = await stat(path.join(dir, MANIFEST_FILE)).catch(() => null);
      if (facts !== null) places.push({ dir, origin: root.origin });
    }
  }
  return places;
}

const UNKNOWN: Readonly<Record<keyof PackSummary, null>> = Object.freeze({
  id: null,
  version: null,
  title: null,
  licence: null,
  domain: null,
  domainDetector: null,
  sam: null,
  segmenter: null,
  evaluator: null,
  preset: null,
  files: null,
  bytes: null,
});

async function describe(place: Place): Promise<ListedPack> {
  try {
    const manifest = await readManifest(place.dir);
    return { ...place, ...summaryOf(manifest), problem: null, cure: null, hiddenBy: null };
  } catch (thrown) {
    const { message, cure } = toErrorReport(thrown);
    return { ...place, ...UNKNOWN, hiddenBy: null, problem: message, cure };
  }
}

/** What a manifest says of its pack, in short. */
export function summaryOf(manifest: PackManifest): PackSummary {
  const { id, version, title, licence, domain, domainDetector, sam, segmenter, evaluator, preset } = manifest;
  const files = Object.values(manifest.files);
  return {
    id,
    version,
    title,
    licence,
    domain,
    domainDetector: domainDetector ?? null,
    sam: sam === undefined ? null : typeof sam === "string" ? { pack: sam } : { family: sam.family },
    segmenter: segmenter !== undefined,
    evaluator: evaluator === undefined ? null : { groupSize: evaluator.groupSize, cot: evaluator.cot },
    preset: preset ?? null,
    files: files.length,
    bytes: files.reduce((sum, file) => sum + file.bytes, 0),
  };
}
