import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** As much of a Vite plugin as this one is; the build configurations are read before any type of Vite's is at hand. */
export interface BundledPackagesPlugin {
  readonly name: string;
  writeBundle(
    output: { readonly dir?: string | undefined },
    bundle: Readonly<Record<string, { readonly moduleIds?: readonly string[] }>>,
  ): void;
}

/** The file beside a build that names the packages which went into it; it is no part of the app. */
export const bundledFile = (target: string): string => `bundled-${target}.json`;

/** "…/node_modules/a/node_modules/@b/c/index.js" came from node_modules/a/node_modules/@b/c. */
export function packagePathOf(moduleId: string): string | null {
  const id = moduleId.replaceAll("\\", "/");
  return /^.*?\/?(node_modules\/(?:(?:@[^/]+\/)?[^/]+\/node_modules\/)*(?:@[^/]+\/)?[^/]+)\//.exec(id)?.[1] ?? null;
}

/** Notes which packages a build took in, so that their licences and versions can go with the app. */
export function noteBundledPackages(target: string): BundledPackagesPlugin {
  return {
    name: "rea2seg:bundled-packages",
    writeBundle({ dir }, bundle) {
      if (dir === undefined) return;
      const ids = Object.values(bundle).flatMap((chunk) => [...(chunk.moduleIds ?? [])]);
      const paths = new Set(ids.map(packagePathOf).filter((path) => path !== null));
      mkdirSync(dir, { recursive: true });
      writeFileSync(join(dir, bundledFile(target)), `${JSON.stringify([...paths].sort(), null, 1)}\n`);
    },
  };
}
