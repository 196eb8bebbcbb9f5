import { findPack, MOBILESAM_ID, type PackManifest, type PackPlaces, readManifest } from "#native-models/packs";

/**
 * What the pack of a request says of itself; null for mobilesam, which the app builds when it is first used. `name` is
 * an id or id@version. Throws `model-missing` naming the packs that there are, `model-broken` for a wrong manifest.
 */
export async function packOfRequest(name: string | null | undefined, places: PackPlaces): Promise<PackManifest | null> {
  if (name === null || name === undefined || name.split("@")[0] === MOBILESAM_ID) return null;
  const { dir } = await findPack(name, places);
  return await readManifest(dir);
}
