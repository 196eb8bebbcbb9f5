import { chmodSync, existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { FusesPlugin } from "@electron-forge/plugin-fuses";
import { VitePlugin } from "@electron-forge/plugin-vite";
import type { ForgeConfig } from "@electron-forge/shared-types";
import { throwFailures } from "./electron/packaging/attempts.ts";
import { FUSES } from "./electron/packaging/fuses.ts";
import { makersFor } from "./electron/packaging/make-list.ts";
import { packagedDir, packagerConfig, workFolder } from "./electron/packaging/packager-config.ts";
import { resourcesOf } from "./electron/packaging/packed-files.ts";
import { gatherRelease, reportSize } from "./electron/packaging/reports.ts";
import { tellPlainly } from "./electron/packaging/tell-plainly.ts";
import { assertSameFeed, readFeed } from "./electron/packaging/update-files.ts";

tellPlainly();

// Whoever's machine this is: what is installed for everybody must be readable by everybody.
process.umask(0o022);
const root = import.meta.dirname;
/** Tests package elsewhere, so that they cover nothing that a maintainer made. */
const outDir = process.env.REA2SEG_OUT_DIR || join(root, "out");
const feed = readFeed(process.env);
const log = (line: string): void => console.error(line);

/** A flag as launch/package.mjs hands it on; Forge tells its configuration nothing of them. */
const flag = (name: string): string | undefined =>
  process.argv.find((argument) => argument.startsWith(`--${name}=`))?.slice(name.length + 3);
const platform = flag("platform") || process.platform;
const arch = flag("arch") || process.arch;
const isMaking = process.argv.some((argument) => /electron-forge-make|^make$/.test(argument));

const config: ForgeConfig = {
  outDir,
  packagerConfig: packagerConfig({ root, outDir, env: process.env, platform, log }),
  // Every native part comes ready-made for Node-API, which Electron speaks: nothing is compiled.
  rebuildConfig: { onlyModules: [] },
  makers: isMaking ? makersFor({ root, platform, arch, targets: process.env.REA2SEG_TARGETS, feed, log }) : [],
  plugins: [
    new VitePlugin({
      build: [
        { entry: "electron/main.ts", config: "vite.node.config.ts" },
        { entry: "electron/preload.ts", config: "vite.preload.config.ts" },
      ],
      renderer: [{ name: "studio", config: "vite.renderer.config.ts" }],
    }),
    new FusesPlugin(FUSES),
  ],
  hooks: {
    postPackage: async (_config, { outputPaths, platform: packaged }) => {
      rmSync(workFolder(outDir), { recursive: true, force: true });
      for (const dir of outputPaths) {
        // Forge makes the folder for its maker alone; in a zip everybody unpacks it.
        chmodSync(dir, 0o755);
        reportSize(dir, packaged, log);
      }
    },
    preMake: async () => {
      const dir = packagedDir(outDir, platform, arch);
      // With --from-package there may be none, which Forge tells.
      if (existsSync(dir)) assertSameFeed(resourcesOf(dir, platform), feed);
    },
    postMake: async (_config, results) => {
      const made = [];
      for (const result of results) made.push({ ...result, artifacts: [...result.artifacts] });
      const isAnything = made.some(({ artifacts }) => artifacts.length > 0);
      const gathered = isAnything ? await gatherAll(made) : [];
      throwFailures(gathered.flatMap(({ artifacts }) => artifacts));
      return gathered;
    },
  },
};

type Results = Parameters<NonNullable<NonNullable<ForgeConfig["hooks"]>["postMake"]>>[1];

/** One folder a target, whichever maker a file came from. */
async function gatherAll(results: Results): Promise<Results> {
  const keys = [...new Set(results.map(({ platform: on, arch }) => `${on} ${arch}`))];
  const gathered: Results = [];
  for (const key of keys) {
    const own = results.filter(({ platform: on, arch }) => `${on} ${arch}` === key);
    const [first] = own;
    if (first === undefined) continue;
    const artifacts = own.flatMap((result) => result.artifacts);
    const files = await gatherRelease(root, outDir, { platform: first.platform, arch: first.arch, artifacts, feed });
    gathered.push({ ...first, artifacts: [...files] });
  }
  return gathered;
}

// Forge reads the default export and no other.
export default config;
