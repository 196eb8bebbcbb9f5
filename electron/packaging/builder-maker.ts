import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { MakerBase, type MakerOptions } from "@electron-forge/maker-base";
import type { ForgePlatform } from "@electron-forge/shared-types";
import type { Configuration } from "electron-builder";
import { electronVersion } from "#electron/launch";
import { attempt } from "./attempts.ts";
import { APP, BUNDLE } from "./facts.ts";
import { linkTree } from "./linux-tree.ts";
import { resourcesOf } from "./packed-files.ts";
import { assertSameFeed, releasedOf, UPDATER_FILE } from "./update-files.ts";

export type BuilderTarget = "AppImage" | "nsis" | "dmg" | "zip";

export interface BuilderMakerSettings {
  readonly root: string;
  /** All that it makes of one system in one go: only so does one file tell updaters of them all. */
  readonly targets: readonly BuilderTarget[];
  /** Where updates will be looked for; null: the app is built without any. */
  readonly feed: string | null;
}

/** electron-builder's own makers for Forge speak an interface of long ago: this hands it the folder that Forge packaged. */
export class MakerBuilder extends MakerBase<BuilderMakerSettings> {
  readonly name = "electron-builder";
  readonly defaultPlatforms: ForgePlatform[] = ["linux", "win32", "darwin"];

  override isSupportedOnCurrentPlatform(): boolean {
    return true;
  }

  override async make(options: MakerOptions): Promise<string[]> {
    return await attempt(this.config.targets.join(" and "), () => this.build(options));
  }

  private async build({ dir, makeDir, targetArch, targetPlatform }: MakerOptions): Promise<string[]> {
    const { targets, root, feed } = this.config;
    assertSameFeed(resourcesOf(dir, targetPlatform), feed);
    const { Arch, build, Platform } = await import("electron-builder");
    const output = join(makeDir, "electron-builder", targetArch);
    // What an earlier build left here is none of this release.
    rmSync(output, { recursive: true, force: true });
    mkdirSync(output, { recursive: true });
    const platform = { linux: Platform.LINUX, win32: Platform.WINDOWS, darwin: Platform.MAC }[targetPlatform as string];
    const arch = Arch[targetArch as keyof typeof Arch];
    if (platform === undefined || arch === undefined) throw new Error(`electron-builder knows no ${targetArch}.`);
    const own = feed !== null && targetPlatform === "linux" ? copyFor(dir) : null;
    try {
      const files = await build({
        targets: platform.createTarget([...targets], arch),
        prepackaged: targetPlatform === "darwin" ? join(dir, appBundleIn(dir)) : (own ?? dir),
        projectDir: root,
        publish: "never",
        config: builderConfig({ root, output, feed }),
      });
      return releasedOf(files, output, feed);
    } catch (cause) {
      throw explained(targets, cause);
    } finally {
      if (own !== null) rmSync(dirname(own), { recursive: true, force: true });
    }
  }
}

/**
 * For the AppImage electron-builder writes its own app-update.yml into the app, while the other makers read the same folder:
 * a deb could be made of half a file. The copy is of hard links, but for that one.
 */
function copyFor(dir: string): string {
  const copy = join(mkdtempSync(join(dirname(dir), ".AppImage-")), "app");
  linkTree(dir, copy);
  rmSync(join(copy, "resources", UPDATER_FILE));
  return copy;
}

function appBundleIn(dir: string): string {
  const name = readdirSync(dir).find((one) => one.endsWith(".app"));
  if (name === undefined) throw new Error(`${dir} holds no .app.`);
  return name;
}

/** electron-builder fetches its tools itself, and its own message names neither them nor the way around. */
function explained(targets: readonly BuilderTarget[], cause: unknown): Error {
  const said = cause instanceof Error ? cause.message : String(cause);
  if (!targets.includes("AppImage") || process.env.APPIMAGE_TOOLS_PATH)
    return cause instanceof Error ? cause : new Error(said);
  return new Error(
    `${said}\nIf the tools for AppImages could not be downloaded, name a folder that ` +
      "has them in APPIMAGE_TOOLS_PATH (docs/packaging.md), or leave it out: npm run make -- --targets zip,deb",
    { cause },
  );
}

export function builderConfig({
  root,
  output,
  feed,
}: {
  root: string;
  output: string;
  feed: string | null;
}): Configuration {
  const icons = join(root, "assets", "icons");
  return {
    appId: APP.id,
    productName: APP.name,
    copyright: APP.copyright,
    electronVersion: electronVersion(root),
    npmRebuild: false,
    // Forge's files/ rules have decided already; without a list of files electron-builder would read package.json's.
    directories: { output, buildResources: icons },
    publish: feed === null ? null : { provider: "generic", url: feed },
    toolsets: { appimage: "1.0.3" },
    fileAssociations: [
      {
        ext: BUNDLE.extension,
        name: BUNDLE.name,
        description: BUNDLE.name,
        mimeType: BUNDLE.mimeType,
        role: "Editor",
        icon: join(icons, process.platform === "darwin" ? "icon.icns" : "icon.ico"),
      },
    ],
    linux: {
      executableName: APP.executable,
      icon: icons,
      category: "Science",
      synopsis: APP.summary,
      maintainer: APP.maintainer,
      artifactName: `${APP.slug}-\${version}-linux-\${arch}.\${ext}`,
      // Never without the sandbox by default; AppRun asks the machine whether it can have one.
      executableArgs: [],
    },
    win: {
      executableName: APP.executable,
      icon: join(icons, "icon.ico"),
      artifactName: `${APP.slug}-\${version}-windows-\${arch}.\${ext}`,
    },
    // Models and libraries hardly shrink, and zstd at electron-builder's level was the slowest step of all.
    appImage: { compression: "gzip" },
    nsis: {
      oneClick: false,
      perMachine: false,
      allowToChangeInstallationDirectory: true,
      license: join(root, "LICENSE"),
    },
    mac: {
      icon: join(icons, "icon.icns"),
      artifactName: `${APP.slug}-\${version}-macos-\${arch}.\${ext}`,
      identity: null,
    },
    dmg: { writeUpdateInfo: feed !== null },
  };
}
