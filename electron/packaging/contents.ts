import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { INSTALL_ONLY, RUNTIME_PACKAGES } from "./facts.ts";
import { lockedPackage, type PackageLock, resolveLocked } from "./lockfile.ts";

/** What the app is packaged for, in Electron's words. */
export interface Target {
  readonly platform: string;
  readonly arch: string;
}

/** Where the packages lie that the built app requires at run time, as package-lock.json names them. */
export function runtimeModules(lock: PackageLock): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (name: string, from: string): void => {
    if (name in INSTALL_ONLY) return;
    const path = resolveLocked(lock, name, from);
    if (path === null || found.has(path)) return;
    found.add(path);
    const { dependencies, optionalDependencies } = lockedPackage(lock, path);
    for (const child of Object.keys({ ...dependencies, ...optionalDependencies })) visit(child, path);
  };
  for (const name of RUNTIME_PACKAGES) visit(name, "");
  return found;
}

/** Sources, types and maps of packages: nothing loads them. */
const DEAD_WEIGHT = [
  /\.(map|ts|mts|cts|c|cc|cpp|h|hpp|gyp|gypi|md|markdown|tsbuildinfo)$/i,
  /^node_modules\/@photostructure\/sqlite\/(src|scripts)(\/|$)/,
  /^node_modules\/onnxruntime-node\/(lib|script)(\/|$)/,
  /^node_modules\/sharp\/(src|install)(\/|$)/,
  /\/(\.github|test|tests|__tests__|docs|example|examples)(\/|$)/,
];

/** Licences; of libvips they stand in its README alone. */
const IS_NOTICE = /\/((licen[cs]e|notice|copying|third[-_ ]?party)[^/]*|sharp-libvips[^/]*\/README\.md)$/i;

/**
 * Whether a path of the checkout ("/package.json") goes into the app's archive: the manifest, the build, and the packages
 * that it loads at run time. A folder is kept where something below it may be.
 */
export function keepsPath(file: string, modules: ReadonlySet<string>): boolean {
  const path = file.replaceAll("\\", "/").replace(/^\//, "");
  if (path === "" || path === "package.json") return true;
  if (path === ".vite" || path.startsWith(".vite/build") || path.startsWith(".vite/renderer")) {
    return !path.endsWith(".map") && !/\/bundled-[a-z]+\.json$/.test(path);
  }
  if (path === "node_modules") return true;
  if (!path.startsWith("node_modules/")) return false;
  const isOnTheWay = [...modules].some((module) => module.startsWith(`${path}/`));
  if (isOnTheWay) return true;
  const owner = [...modules]
    .filter((module) => path === module || path.startsWith(`${module}/`))
    .sort(byLength)
    .at(-1);
  if (owner === undefined) return false;
  // A package below this one that is not ours to take.
  if (path.slice(owner.length).includes("/node_modules/")) return false;
  if (/\/node_modules$/.test(path)) return false;
  return IS_NOTICE.test(path) || !DEAD_WEIGHT.some((pattern) => pattern.test(path));
}

const byLength = (a: string, b: string): number => a.length - b.length;

/** The native files of one platform, by package: the folders that stay; everything beside them goes. */
function nativeFolders({ platform, arch }: Target): readonly { dir: string; keep: (name: string) => boolean }[] {
  const isImg = (name: string) => !name.startsWith("sharp-") || name.endsWith(`-${platform}-${arch}`);
  return [
    { dir: "onnxruntime-node/bin/napi-v6", keep: (name) => name === platform },
    { dir: `onnxruntime-node/bin/napi-v6/${platform}`, keep: (name) => name === arch },
    { dir: "@photostructure/sqlite/prebuilds", keep: (name) => name === `${platform}-${arch}` },
    // Electron is built against glibc: what is for musl is never loaded.
    { dir: `@photostructure/sqlite/prebuilds/${platform}-${arch}`, keep: (name) => !name.endsWith(".musl.node") },
    { dir: "@img", keep: (name) => isImg(name) && !name.includes("wasm") },
  ];
}

/** Takes other platforms' native files out of the copied app, and refuses one that lacks its own. */
export function keepOnePlatform(appDir: string, target: Target): void {
  const modules = join(appDir, "node_modules");
  for (const { dir, keep } of nativeFolders(target)) {
    const folder = join(modules, dir);
    if (!existsSync(folder)) throw missing(dir, target);
    for (const name of readdirSync(folder)) {
      if (!keep(name)) rmSync(join(folder, name), { recursive: true, force: true });
    }
  }
  const sharp = `@img/sharp-${target.platform}-${target.arch}`;
  if (!existsSync(join(modules, sharp))) throw missing(sharp, target);
  dropRepeatedLibrary(join(modules, "onnxruntime-node/bin/napi-v6", target.platform, target.arch));
}

/** On macOS the npm package carries one library under two names: what is loaded is the one that the add-on names. */
function dropRepeatedLibrary(dir: string): void {
  const names = readdirSync(dir);
  const exact = names.find((name) => /^libonnxruntime\.\d+\.\d+\.\d+\.dylib$/.test(name));
  const major = names.find((name) => /^libonnxruntime\.\d+\.dylib$/.test(name));
  const addon = names.find((name) => name.endsWith(".node"));
  if (!exact || !major || !addon) return;
  const references = readFileSync(join(dir, addon)).toString("latin1");
  if (references.includes(exact) !== references.includes(major)) {
    rmSync(join(dir, references.includes(exact) ? major : exact));
  }
}

function missing(what: string, { platform, arch }: Target): Error {
  return new Error(
    `The native files for ${platform} ${arch} are not installed here: node_modules/${what} is missing.\n` +
      `Package for ${platform} ${arch} on such a machine, after \`npm ci\`.`,
  );
}

/** What the running app reads of its manifest; scripts, developer dependencies and registry settings stay at home. */
export function trimManifest(appDir: string): void {
  const file = join(appDir, "package.json");
  const manifest = JSON.parse(readFileSync(file, "utf8")) as Record<string, unknown>;
  const kept = ["name", "productName", "version", "description", "license", "author", "type", "main", "desktopName"];
  const trimmed = Object.fromEntries(kept.map((key) => [key, manifest[key]]));
  writeFileSync(file, `${JSON.stringify(trimmed, null, 2)}\n`);
}
