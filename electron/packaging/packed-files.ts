import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { getRawHeader } from "@electron/asar";
import type { PackedFile } from "./size-budget.ts";

interface AsarEntry {
  readonly files?: Readonly<Record<string, AsarEntry>>;
  readonly size?: number;
  readonly link?: string;
  readonly unpacked?: boolean;
}

/** Where a packaged app keeps what is not Electron. */
export function resourcesOf(packagedDir: string, platform: string): string {
  if (platform !== "darwin" && platform !== "mas") return join(packagedDir, "resources");
  const bundle = readdirSync(packagedDir).find((name) => name.endsWith(".app"));
  if (bundle === undefined) throw new Error(`${packagedDir} holds no .app.`);
  return join(packagedDir, bundle, "Contents", "Resources");
}

/** Everything in the resources: the archive's entries by their names in it (unpacked ones once), and the files beside it. */
export function packedFiles(resources: string): readonly PackedFile[] {
  const { header } = getRawHeader(join(resources, "app.asar"));
  const inside: PackedFile[] = [];
  const visit = (entry: AsarEntry, path: string): void => {
    if (entry.files) for (const [name, child] of Object.entries(entry.files)) visit(child, `${path}/${name}`);
    else if (entry.link === undefined) inside.push({ path, bytes: entry.size ?? 0 });
  };
  visit(header as AsarEntry, "app.asar");
  const beside = filesBelow(resources, "").filter(({ path }) => !/^app\.asar(\.unpacked\/.*)?$/.test(path));
  // macOS keeps one empty folder a language there, which is Electron's.
  return [...inside, ...beside.filter(({ path }) => !/\.lproj\/|^electron\.icns$/.test(path))];
}

const NATIVE = /\.(node|dll|dylib|so)(\.[\d.]+)?$/;

/** Native files that went into the archive itself, where the operating system finds none; empty in an app that can start. */
export function nativesWithin(resources: string): readonly string[] {
  const { header } = getRawHeader(join(resources, "app.asar"));
  const visit = (entry: AsarEntry, path: string): string[] => {
    if (entry.files) return Object.entries(entry.files).flatMap(([name, child]) => visit(child, `${path}/${name}`));
    return NATIVE.test(path) && !entry.unpacked && entry.link === undefined ? [path] : [];
  };
  return visit(header as AsarEntry, "app.asar");
}

function filesBelow(root: string, dir: string): PackedFile[] {
  return readdirSync(join(root, dir), { withFileTypes: true }).flatMap((entry) => {
    const path = dir === "" ? entry.name : `${dir}/${entry.name}`;
    if (entry.isDirectory()) return filesBelow(root, path);
    return entry.isFile() ? [{ path, bytes: statSync(join(root, path)).size }] : [];
  });
}
