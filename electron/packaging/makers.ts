import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { MakerBase, type MakerOptions } from "@electron-forge/maker-base";
import { MakerZIP } from "@electron-forge/maker-zip";
import type { ForgePlatform } from "@electron-forge/shared-types";
import { has } from "#electron/launch";
import { attempt } from "./attempts.ts";
import { buildDeb, DEB_ARCH } from "./deb.ts";
import { APP } from "./facts.ts";
import { layLinuxTree } from "./linux-tree.ts";
import { buildRpm, RPM_ARCH } from "./rpm.ts";

/** Where the checkout is. */
export interface MakerSettings {
  readonly root: string;
}

/** A Linux package from the tree that both kinds share. */
abstract class LinuxMaker extends MakerBase<MakerSettings> {
  readonly defaultPlatforms: ForgePlatform[] = ["linux"];
  abstract readonly program: string;
  abstract fileName(version: string, arch: string): string;
  abstract build(root: string, version: string, arch: string, file: string, work: string): void;

  override isSupportedOnCurrentPlatform(): boolean {
    return process.platform === "linux" && has(this.program);
  }

  override async make(options: MakerOptions): Promise<string[]> {
    return await attempt(this.name, () => this.makeOne(options));
  }

  private async makeOne({ dir, makeDir, targetArch, packageJSON }: MakerOptions): Promise<string[]> {
    const version = String((packageJSON as { version?: unknown }).version);
    const file = join(makeDir, this.name, this.fileName(version, targetArch));
    await this.ensureFile(file);
    // Beside the packaged app, so that hard links can be made.
    const work = mkdtempSync(join(dirname(dir), `.${this.name}-`));
    try {
      const root = join(work, "root");
      mkdirSync(root, { mode: 0o755 });
      const copyright = readFileSync(join(this.config.root, "NOTICE"), "utf8");
      const licence = readFileSync(join(this.config.root, "LICENSE"), "utf8");
      layLinuxTree({
        packagedDir: dir,
        assetsDir: join(this.config.root, "assets"),
        root,
        copyright: `${licence}\n${copyright}`,
      });
      this.build(root, version, targetArch, file, join(work, "work"));
      return [file];
    } finally {
      rmSync(work, { recursive: true, force: true });
    }
  }
}

export class MakerDeb extends LinuxMaker {
  readonly name = "deb";
  readonly program = "dpkg-deb";
  fileName(version: string, arch: string): string {
    return `${APP.slug}_${version}_${DEB_ARCH[arch] ?? arch}.deb`;
  }
  build(root: string, version: string, arch: string, file: string): void {
    buildDeb({ root, version, arch, file });
  }
}

export class MakerRpm extends LinuxMaker {
  readonly name = "rpm";
  readonly program = "rpmbuild";
  fileName(version: string, arch: string): string {
    return `${APP.slug}-${version}.${RPM_ARCH[arch] ?? arch}.rpm`;
  }
  build(root: string, version: string, arch: string, file: string, work: string): void {
    buildRpm({ root, version, arch, file, work });
  }
}

export class MakerLinuxZip extends MakerZIP {
  override async make(options: MakerOptions): Promise<string[]> {
    return await attempt(this.name, () => super.make(options));
  }
}
