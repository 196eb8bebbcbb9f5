import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { bundledFile } from "./bundled-packages.ts";
import { runtimeModules } from "./contents.ts";
import { licenceTexts } from "./licence-texts.ts";
import { lockedPackage, nameOfPath, type PackageLock, resolveLocked } from "./lockfile.ts";

export interface PackageId {
  readonly name: string;
  readonly version: string;
}

/** A package that is in the app, bundled or as it is. */
export interface Component {
  readonly name: string;
  readonly version: string;
  /** An SPDX expression, as the package says it. */
  readonly licence: string;
  /** As npm writes it: "sha512-…". */
  readonly integrity: string | null;
  /** Packages in the app that it names as dependencies. */
  readonly dependsOn: readonly PackageId[];
  /** Libraries that were compiled into it and that no registry of packages knows. */
  readonly libraries: readonly PackageId[];
  /** Its licence's and notices' own words, or what stands in for them; never empty. */
  readonly texts: readonly string[];
}

/** Every package in the app, by name; what is on the list but not installed (another platform's) is left out. */
export function componentsOf(root: string, lock: PackageLock): readonly Component[] {
  const bundled = [
    join(root, ".vite", "build", bundledFile("node")),
    join(root, ".vite", "build", bundledFile("preload")),
    join(root, ".vite", "renderer", bundledFile("renderer")),
  ].flatMap((file) => JSON.parse(readFileSync(file, "utf8")) as string[]);
  const listed = new Set([...bundled, ...runtimeModules(lock)]);
  const paths = new Set([...listed].filter((path) => existsSync(join(root, path, "package.json"))));
  return [...paths]
    .map((path) => componentAt(root, lock, path, paths))
    .sort((a, b) => (a.name === b.name ? compare(a.version, b.version) : compare(a.name, b.name)));
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The packages of the app that package.json itself asks for, whether they were bundled or not. */
export function directComponents(lock: PackageLock, components: readonly Component[]): readonly PackageId[] {
  const root = lockedPackage(lock, "");
  const asked = Object.keys({ ...root.dependencies, ...root.devDependencies }).map((name) => `node_modules/${name}`);
  const ids = asked.filter((path) => path in lock.packages).map((path) => idOf(lock, path));
  return ids.filter((id) => components.some((one) => one.name === id.name && one.version === id.version));
}

function idOf(lock: PackageLock, path: string): PackageId {
  const { name, version } = lockedPackage(lock, path);
  return { name: name ?? nameOfPath(path), version: version ?? "" };
}

function dependenciesOf(lock: PackageLock, path: string, inApp: ReadonlySet<string>): readonly PackageId[] {
  const { dependencies, optionalDependencies, peerDependencies } = lockedPackage(lock, path);
  return Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies })
    .map((name) => resolveLocked(lock, name, path))
    .filter((found) => found !== null && inApp.has(found))
    .map((found) => idOf(lock, found as string));
}

/** sharp's packages say so of what libvips is made of. */
function librariesIn(dir: string): readonly PackageId[] {
  const file = join(dir, "versions.json");
  if (!existsSync(file)) return [];
  const versions = JSON.parse(readFileSync(file, "utf8")) as Readonly<Record<string, string>>;
  return Object.entries(versions).map(([name, version]) => ({ name, version }));
}

function componentAt(root: string, lock: PackageLock, path: string, inApp: ReadonlySet<string>): Component {
  const locked = lockedPackage(lock, path);
  const manifest = JSON.parse(readFileSync(join(root, path, "package.json"), "utf8")) as {
    version?: string;
    license?: string | { type?: string };
    author?: unknown;
  };
  const name = locked.name ?? nameOfPath(path);
  const licence =
    (typeof manifest.license === "object" ? manifest.license.type : manifest.license) ?? locked.license ?? "";
  const own = noticesIn(join(root, path));
  return {
    name,
    licence,
    version: locked.version ?? manifest.version ?? "",
    integrity: locked.integrity ?? null,
    dependsOn: dependenciesOf(lock, path, inApp),
    libraries: librariesIn(join(root, path)),
    texts: licenceTexts(root, { name, licence, author: manifest.author, own }),
  };
}

function noticesIn(dir: string): string[] {
  const isLibvips = /[\\/]sharp-libvips-[^\\/]+$/.test(dir);
  const names = readdirSync(dir).filter((name) => /^(licen[cs]e|notice|copying)([.-].*)?$/i.test(name));
  if (isLibvips) names.push("README.md");
  return names.sort().map((name) => readFileSync(join(dir, name), "utf8").trim());
}

const RULE = "=".repeat(100);

/** One text with every package's licence, for the app's folder. Throws where a package names no licence or has no text. */
export function noticesText(components: readonly Component[]): string {
  const nameless = components.filter(({ licence }) => licence === "").map(({ name }) => name);
  if (nameless.length > 0) throw new Error(`These packages name no licence: ${nameless.join(", ")}.`);
  const textless = components.filter(({ texts }) => texts.length === 0).map(({ name }) => name);
  if (textless.length > 0) throw new Error(`These packages have no licence text: ${textless.join(", ")}.`);
  const head = `Rea2Seg Studio contains the following packages. What else comes with it (models, photographs, fonts) is
listed in NOTICE; Electron and Chromium have texts of their own beside the executable.`;
  const parts = components.map(({ name, version, licence, texts }) => {
    return `${RULE}\n${name} ${version} (${licence})\n${RULE}\n\n${texts.join("\n\n")}\n`;
  });
  return `${head}\n\n${parts.join("\n")}`;
}
