import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The name under which Electron publishes its binaries, and under which ELECTRON_ZIP_DIR has to hold them. */
export const zipName = (version, platform, arch) => `electron-v${version}-${platform}-${arch}.zip`;

/** The version that package-lock.json installed. */
export function electronVersion(root) {
  const file = join(root, "node_modules", "electron", "package.json");
  if (!existsSync(file)) throw new Error(`Electron's npm package is not installed. Run \`npm ci\` in ${root} first.`);
  return JSON.parse(readFileSync(file, "utf8")).version;
}

/**
 * Sees to it that the packager will find Electron, before anything is built: the zip lies in ELECTRON_ZIP_DIR, or is
 * downloaded into the cache from which the packager takes it.
 *
 * @param {{ version: string, platform: string, arch: string, zipDir: string | undefined,
 *           download: (facts: { version: string, platform: string, arch: string }) => Promise<string> }} options
 * @returns {Promise<string>} the file
 */
export async function ensureElectronZip({ version, platform, arch, zipDir, download }) {
  const name = zipName(version, platform, arch);
  if (zipDir) {
    const file = join(zipDir, name);
    if (existsSync(file)) return file;
    throw new Error(`ELECTRON_ZIP_DIR has no ${name}. ${whatLiesIn(zipDir)}`);
  }
  try {
    return await download({ version, platform, arch });
  } catch (error) {
    throw new Error(
      [
        `Electron ${version} for ${platform} ${arch} cannot be downloaded: ${reasonOf(error)}`,
        `Give this machine access to Electron's releases (ELECTRON_MIRROR names another place), or put ${name}`,
        "into a folder and name it in ELECTRON_ZIP_DIR.",
      ].join("\n"),
    );
  }
}

function whatLiesIn(dir) {
  if (!existsSync(dir)) return `There is no folder ${dir}.`;
  const zips = readdirSync(dir).filter((file) => file.endsWith(".zip"));
  return zips.length === 0 ? `${dir} holds no zip at all.` : `${dir} holds ${zips.join(", ")}.`;
}

/** "fetch failed" alone helps nobody: the innermost cause names the host. */
function reasonOf(error) {
  let inner = error;
  while (inner?.cause instanceof Error) inner = inner.cause;
  return inner?.message || inner?.code || String(inner);
}

/** Electron's own downloader, which checks the SHA-256 sum that Electron publishes. */
export async function downloadElectron({ version, platform, arch }) {
  const { downloadArtifact } = await import("@electron/get");
  return await downloadArtifact({ version, platform, arch, artifactName: "electron" });
}
