import { type DomainDetector, lookAt } from "#native-models/domain";
import {
  type BrokenPack,
  compareVersions,
  type FoundPack,
  isUsable,
  listPacks,
  type PackPlaces,
} from "#native-models/packs";
import { hashFile } from "#native-models/runtime";

export interface Picture {
  readonly path: string;
  /** SHA-256 of the file, or null: then it is computed. What was seen once is not looked at again. */
  readonly hash: string | null;
}

/** The pack that a picture is given where nobody chose one, and why that one or none. */
export type PackForPicture =
  | { readonly reason: "picture-fits"; readonly pack: FoundPack }
  /** `made` are the packs that were made for other pictures. */
  | { readonly reason: "picture-differs"; readonly pack: null; readonly made: readonly FoundPack[] }
  /** No pack of this machine knows its pictures; `broken` are folders whose packs might, if they could be read. */
  | { readonly reason: "no-pack"; readonly pack: null; readonly broken: readonly BrokenPack[] };

/** Answers of the detectors, by detector and hash. A few bytes each; the oldest go first. */
const seen = new Map<string, boolean>();
const KEPT = 50_000;

/**
 * Picks a pack by the picture alone: of those whose manifest names a `domainDetector` and that have a segmenter, the
 * newest of the first id whose detector recognises the picture. Reads manifests, and the picture where a pack is there
 * to ask about. Throws `image-missing` or `image-damaged`.
 */
export async function packForPicture(picture: Picture, places: PackPlaces): Promise<PackForPicture> {
  const made = await selfChosenPacks(places);
  if (made.length === 0) return { reason: "no-pack", pack: null, broken: await brokenPacks(places) };
  const hash = picture.hash ?? (await hashFile(picture.path));
  for (const pack of made) {
    if (pack.domainDetector !== null && (await fits(pack.domainDetector, picture.path, hash))) {
      return { reason: "picture-fits", pack };
    }
  }
  return { reason: "picture-differs", pack: null, made };
}

/** Packs that can be taken without being named: one of each id, the newest. */
export async function selfChosenPacks(places: PackPlaces): Promise<readonly FoundPack[]> {
  const newest = new Map<string, FoundPack>();
  for (const pack of (await listPacks(places)).filter(isUsable)) {
    if (pack.domainDetector === null || !pack.segmenter || pack.sam === null) continue;
    const other = newest.get(pack.id);
    if (other === undefined || compareVersions(pack.version, other.version) > 0) newest.set(pack.id, pack);
  }
  return [...newest.values()];
}

/** Packs that cannot even be read, so that nobody knows which pictures they are for. */
export async function brokenPacks(places: PackPlaces): Promise<readonly BrokenPack[]> {
  return (await listPacks(places)).filter((pack) => pack.id === null);
}

async function fits(detector: DomainDetector, path: string, hash: string): Promise<boolean> {
  const key = `${detector} ${hash}`;
  const known = seen.get(key);
  if (known !== undefined) return known;
  const verdict = await lookAt(detector, path);
  if (seen.size >= KEPT) seen.delete(seen.keys().next().value as string);
  seen.set(key, verdict.fits);
  return verdict.fits;
}
