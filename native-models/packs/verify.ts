import path from "node:path";
import { AppError, type ErrorReport, toErrorReport } from "#core/errors";
import { MOBILESAM_ID } from "./mobilesam.ts";
import { openPack } from "./pack.ts";
import { checkPackGraphs } from "./pack-graphs.ts";
import {
  type FoundPack,
  isUsable,
  type ListedPack,
  listPacks,
  missingPack,
  type PackPlaces,
  samPackOf,
} from "./registry.ts";

/** A pack and what is wrong with it, if anything. */
export type CheckedPack = Omit<ListedPack, "problem" | "cure"> & {
  readonly problem: string | null;
  readonly cure: string | null;
};

export interface VerifyOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: { step: string; done: number; total: number }) => void) | undefined;
}

/**
 * Checks every file of the packs by size and SHA-256, the inputs and outputs of their graphs against the manifest, and
 * that the SAM that they name is there. `name` picks by id, id@version or folder name; null takes all. A pack that
 * fails is told of in `problem`; throws `model-missing` where there is nothing to check, and `cancelled`.
 */
export async function verifyPacks(
  name: string | null,
  places: PackPlaces,
  options: VerifyOptions = {},
): Promise<readonly CheckedPack[]> {
  const all = await listPacks(places);
  const packs = all.filter((pack) => name === null || isNamed(pack, name));
  if (packs.length === 0) {
    if (name !== null) throw missingPack(name, all.filter(isUsable), places);
    const message = "There is no pack to verify yet.";
    const cure = "`rea2seg doctor` builds mobilesam, so does the first run that uses it.";
    throw new AppError({ code: "model-missing", message, where: places.packDirs.join(path.delimiter), cure });
  }
  const checked: CheckedPack[] = [];
  for (const [done, pack] of packs.entries()) {
    options.onProgress?.({ step: `verify ${pack.id ?? pack.dir}`, done, total: packs.length });
    checked.push(pack.id === null ? pack : await check(pack, places, options.signal));
  }
  return checked;
}

function isNamed(pack: ListedPack, name: string): boolean {
  return name === pack.id || name === `${pack.id}@${pack.version}` || name === path.basename(pack.dir);
}

async function check(pack: FoundPack, places: PackPlaces, signal: AbortSignal | undefined): Promise<CheckedPack> {
  try {
    await checkPackGraphs(await openPack(pack.dir, { signal }));
    await checkSam(pack, places);
    return pack;
  } catch (thrown) {
    const report = toErrorReport(thrown);
    if (report.code === "cancelled") throw new AppError(report, { cause: thrown });
    return { ...pack, problem: textOf(report), cure: report.cure };
  }
}

async function checkSam(pack: FoundPack, places: PackPlaces): Promise<void> {
  // mobilesam is made when it is first needed.
  if (pack.sam !== null && "pack" in pack.sam && pack.sam.pack.split("@")[0] === MOBILESAM_ID) return;
  await samPackOf(pack, places).catch((thrown) => {
    const { code, message, cure } = toErrorReport(thrown);
    throw new AppError({ code, message: `It needs another pack. ${message}`, cure }, { cause: thrown });
  });
}

const textOf = ({ message, where }: ErrorReport): string => (where === undefined ? message : `${message} (${where})`);
