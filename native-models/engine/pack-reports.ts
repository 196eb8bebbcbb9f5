import { toErrorReport } from "#core/errors";
import {
  type InstalledPack,
  listPacks,
  MOBILESAM_ID,
  MOBILESAM_VERSION,
  mobilesamDir,
  openPack,
  type Pack,
  type PackPlaces,
} from "#native-models/packs";
import type { PackReport } from "./contract.ts";

/** Every pack of the machine with its files verified, mobilesam first and as `loadMobileSam` finds it. Never throws. */
export async function reportOfPacks(
  places: PackPlaces,
  loadMobileSam: () => Promise<InstalledPack>,
): Promise<readonly PackReport[]> {
  const reports = [await reportOfMobileSam(places.cacheDir, loadMobileSam)];
  for (const listed of await listPacks(places)) {
    if (listed.id === MOBILESAM_ID || (listed.id !== null && listed.hiddenBy !== null)) continue;
    if (listed.id === null) {
      const id = listed.dir.split(/[\\/]/).at(-1) ?? listed.dir;
      const problem = `${listed.problem} ${listed.cure}`;
      reports.push({ id, version: "?", title: id, dir: listed.dir, ok: false, problem, files: [] });
      continue;
    }
    try {
      reports.push(reportOfPack(await openPack(listed.dir), null));
    } catch (error) {
      const { id, version, title, dir } = listed;
      reports.push({ id, version, title, dir, ok: false, problem: inWords(error), files: [] });
    }
  }
  return reports;
}

async function reportOfMobileSam(cacheDir: string, load: () => Promise<InstalledPack>): Promise<PackReport> {
  try {
    const { pack, rebuiltBecause } = await load();
    const problem = rebuiltBecause === null ? null : `It was damaged and has been built again. ${rebuiltBecause}`;
    return reportOfPack(pack, problem);
  } catch (error) {
    return {
      id: MOBILESAM_ID,
      version: MOBILESAM_VERSION,
      title: "MobileSAM",
      dir: mobilesamDir(cacheDir),
      ok: false,
      problem: inWords(error),
      files: [],
    };
  }
}

function reportOfPack(pack: Pack, problem: string | null): PackReport {
  const { id, version, title, files } = pack.manifest;
  return {
    id,
    version,
    title,
    dir: pack.dir,
    ok: true,
    problem,
    files: Object.entries(files).map(([path, { sha256, bytes }]) => ({ path, sha256, bytes })),
  };
}

function inWords(error: unknown): string {
  const { message, where, cure } = toErrorReport(error);
  return `${message}${where === undefined ? "" : ` (${where})`} ${cure}`;
}
