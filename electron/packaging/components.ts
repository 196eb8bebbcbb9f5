import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { bundledFile } from "./bundled-packages.ts";
import { runtimeModules } from "./contents.ts";
import { licenceTexts } from "./licence-texts.ts";
import { lockedPackage, nameOfPath, type PackageLock } from "./lockfile.ts";

/** A package that is in the app, bundled or as it is. */
export interface Component {
  readonly name: string;
  readonly version: string;
  /** An SPDX expression, as the package says it. */
  readonly licence: string;
  /** As npm writes it: "sha512-…". */
  readonly integrity: string | null;
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
  const paths = new Set([...bundled, ...runtimeModules(lock)]);
  return [...paths]
    .filter((path) => existsSync(join(root, path, "package.json")))
    .map((path) => componentAt(root, lock, path))
    .sort((a, b) => (a.name === b.name ? compare(a.version, b.version) : compare(a.name, b.name)));
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function componentAt(root: string, lock: PackageLock, path: string): Component {
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
