import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { lstatSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { debPostinst, debPostrm } from "./apparmor.ts";
import { APP } from "./facts.ts";
import { glibcBelow } from "./glibc.ts";

/** Electron's names of architectures to Debian's. */
export const DEB_ARCH: Readonly<Record<string, string>> = { x64: "amd64", arm64: "arm64", armv7l: "armhf" };

/**
 * What Electron links against or starts. The names of Debian 13 and Ubuntu 24.04 come first: of the old ones there some are
 * virtual, and apt would take another package that provides them (libasound2: liboss4-salsa-asound2).
 */
const DEPENDS = [
  "libasound2t64 | libasound2",
  "libatk-bridge2.0-0t64 | libatk-bridge2.0-0",
  "libatspi2.0-0t64 | libatspi2.0-0",
  "libcups2t64 | libcups2",
  "libgbm1",
  "libgtk-3-0t64 | libgtk-3-0",
  "libnss3",
  "libsecret-1-0",
  "libstdc++6",
  "libxtst6",
  "xdg-utils",
];
/** onnxruntime's WebGPU provider loads it; the CPU needs nothing. */
const RECOMMENDS = ["libvulkan1"];

export interface DebOptions {
  /** The tree that is installed (linux-tree.ts). */
  readonly root: string;
  readonly version: string;
  readonly arch: string;
  readonly file: string;
}

/** Builds the package with dpkg-deb alone. Owner and group of everything are root's, whoever builds. */
export function buildDeb({ root, version, arch, file }: DebOptions): void {
  const files = filesBelow(root);
  const kib = Math.ceil(files.reduce((sum, path) => sum + lstatSync(path).size, 0) / 1024);
  const control = join(root, "DEBIAN");
  mkdirSync(control, { mode: 0o755 });
  writeFileSync(join(control, "control"), debControl(version, arch, kib, glibcBelow(root)), { mode: 0o644 });
  writeFileSync(join(control, "postinst"), debPostinst(), { mode: 0o755 });
  writeFileSync(join(control, "postrm"), debPostrm(), { mode: 0o755 });
  writeFileSync(join(control, "md5sums"), md5sums(root, files), { mode: 0o644 });
  // Debian 12 and later and Ubuntu read zstd; models and libraries hardly shrink, and xz is slow at that.
  const args = ["--root-owner-group", "-Zzstd", "-z9", "--build", root, file];
  execFileSync("dpkg-deb", args, { stdio: ["ignore", "ignore", "inherit"] });
}

/** A Debian version has no "-" for a pre-release, and "~" sorts before the release itself. */
export const debVersion = (version: string): string => version.replace("-", "~");

/** `glibc`: the oldest that everything inside runs with; null where nothing asks for any. */
export function debControl(version: string, arch: string, installedKib: number, glibc: string | null): string {
  const architecture = DEB_ARCH[arch];
  if (architecture === undefined) throw new Error(`Debian has no architecture for ${arch}.`);
  return [
    `Package: ${APP.slug}`,
    `Version: ${debVersion(version)}`,
    `Architecture: ${architecture}`,
    `Maintainer: ${APP.maintainer}`,
    `Installed-Size: ${installedKib}`,
    `Depends: ${[...(glibc === null ? [] : [`libc6 (>= ${glibc})`]), ...DEPENDS].join(", ")}`,
    `Recommends: ${RECOMMENDS.join(", ")}`,
    "Section: science",
    "Priority: optional",
    `Homepage: ${APP.homepage}`,
    `Description: ${APP.summary}`,
    " Rea2Seg Studio finds candidate masks for a question about a picture, ranks them, and",
    " lets people verify, refine and accept them, offline. The command rea2seg does the same",
    " without a window.",
    "",
  ].join("\n");
}

function md5sums(root: string, files: readonly string[]): string {
  const lines = files
    .filter((file) => lstatSync(file).isFile())
    .map((file) => `${createHash("md5").update(readFileSync(file)).digest("hex")}  ${relative(root, file)}`);
  return `${lines.join("\n")}\n`;
}

function filesBelow(dir: string): string[] {
  return readdirSync(dir, { withFileTypes: true }).flatMap((entry) => {
    const path = join(dir, entry.name);
    return entry.isDirectory() ? filesBelow(path) : [path];
  });
}
