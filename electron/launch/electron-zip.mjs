import { createHash } from "node:crypto";
import { createReadStream, existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

/** The name under which Electron publishes its binaries, and under which ELECTRON_ZIP_DIR has to hold them. */
export const zipName = (version, platform, arch) => `electron-v${version}-${platform}-${arch}.zip`;

/** The version that package-lock.json installed. */
export function electronVersion(root) {
  const file = join(root, "node_modules", "electron", "package.json");
  if (!existsSync(file)) throw new Error(`Electron's npm package is not installed. Run \`npm ci\` in ${root} first.`);
  return JSON.parse(readFileSync(file, "utf8")).version;
}

/** The SHA-256 sums that Electron's npm package carries of what was published with it, by the zips' names. */
export function publishedSums(root) {
  const file = join(root, "node_modules", "electron", "checksums.json");
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {};
}

/**
 * Sees to it that the packager will find Electron, before anything is built: the zip lies in ELECTRON_ZIP_DIR, or is
 * downloaded into the cache from which the packager takes it.
 *
 * @param {{ version: string, platform: string, arch: string, zipDir: string | undefined, log: (line: string) => void,
 *           sums?: Readonly<Record<string, string>>,
 *           download: (facts: { version: string, platform: string, arch: string }) => Promise<string> }} options
 * @returns {Promise<string>} the file
 */
export async function ensureElectronZip({ version, platform, arch, zipDir, log, sums = {}, download }) {
  const name = zipName(version, platform, arch);
  if (zipDir) {
    if (existsSync(zipDir) && !statSync(zipDir).isDirectory())
      throw new Error(`ELECTRON_ZIP_DIR names ${zipDir}, which is a file: name the folder that holds ${name}.`);
    const file = join(zipDir, name);
    if (!existsSync(file)) throw new Error(`ELECTRON_ZIP_DIR has no ${name}. ${whatLiesIn(zipDir)}`);
    const problem = await problemOfZip(file, version);
    if (problem !== null) throw new Error(`${file} ${problem}. Put a whole copy of ${name} there.`);
    // Electron's own downloader refuses such a file; a folder may hold a build of one's own.
    if ((await sha256Of(file)) !== sums[name])
      log(`NOTICE: ${file} is not the file that Electron published: its SHA-256 is another.`);
    return file;
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

/** A file that was cut off or is another version's would be told by a stack trace, after everything was built. */
async function problemOfZip(file, version) {
  // The launchers run before anybody has said that `npm ci` was done.
  const { openPromise } = await import("yauzl");
  try {
    const zip = await openPromise(file);
    for await (const entry of zip.eachEntry()) {
      if (entry.fileName !== "version") continue;
      const chunks = [];
      for await (const chunk of await zip.openReadStreamPromise(entry)) chunks.push(chunk);
      const found = Buffer.concat(chunks).toString("utf8").trim().replace(/^v/, "");
      zip.close();
      return found === version ? null : `holds Electron ${found}`;
    }
    return "holds no Electron: it has no file `version`";
  } catch (error) {
    return `is damaged: ${error.message}`;
  }
}

/** The app's own is TypeScript (#native-models/hashing), which the Nodes that a launcher has to run on cannot read. */
async function sha256Of(file) {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(file)) hash.update(chunk);
  return hash.digest("hex");
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
