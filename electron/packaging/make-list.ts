import { MakerZIP } from "@electron-forge/maker-zip";
import type { ForgeConfigMaker, ForgePlatform } from "@electron-forge/shared-types";
import { type BuilderTarget, MakerBuilder } from "./builder-maker.ts";
import { has, MakerDeb, MakerRpm } from "./makers.ts";

export interface MakeListOptions {
  readonly root: string;
  readonly platform: string;
  /** Names, by comma; undefined: all that can be made here. */
  readonly targets: string | undefined;
  readonly feed: string | null;
  readonly log: (line: string) => void;
  /** Whether a program is there. */
  readonly has?: (program: string) => boolean;
}

const NAMES: Readonly<Record<string, readonly string[]>> = {
  linux: ["zip", "deb", "rpm", "AppImage"],
  darwin: ["dmg", "zip"],
  win32: ["nsis"],
};

/** Programs of the system that a maker starts, and what brings them. */
const NEEDS: Readonly<Record<string, readonly [program: string, cure: string]>> = {
  deb: ["dpkg-deb", "Debian and Ubuntu have it; elsewhere install the package dpkg"],
  rpm: ["rpmbuild", "on Debian and Ubuntu `apt install rpm`, on Fedora `dnf install rpm-build`"],
};

/** The installers of one platform. What cannot be made here is left out with a notice, or refused if it was asked for. */
export function makersFor(options: MakeListOptions): ForgeConfigMaker[] {
  const { root, platform, feed } = options;
  const targets = targetsFor(options);
  if (feed !== null && targets.includes("dmg") && !targets.includes("zip"))
    throw new Error("Updates on macOS come as the zip, and without it none would be found: make it with the dmg.");
  const own = targets.map((name) => ownMaker(name, options)).filter((maker) => maker !== null);
  const rest = targets.filter((name) => ownMaker(name, options) === null) as BuilderTarget[];
  return rest.length === 0
    ? own
    : [...own, new MakerBuilder({ root, targets: rest, feed }, [platform as ForgePlatform])];
}

export function targetsFor({ platform, targets, log, has: isThere = has }: MakeListOptions): readonly string[] {
  const possible = NAMES[platform] ?? [];
  const asked = targets?.split(",").map((name) => name.trim());
  const unknown = asked?.find((name) => !possible.includes(name));
  if (unknown !== undefined)
    throw new Error(`There is no ${unknown} for ${platform}; there is ${possible.join(", ")}.`);
  return (asked ?? possible).filter((name) => {
    const need = NEEDS[name];
    if (need === undefined || isThere(need[0])) return true;
    const message = `${name} needs ${need[0]}, which is not on this machine: ${need[1]}.`;
    if (asked !== undefined) throw new Error(message);
    log(`SKIPPED ${message}`);
    return false;
  });
}

/** Null: electron-builder makes it. */
function ownMaker(name: string, { root, platform }: MakeListOptions): ForgeConfigMaker | null {
  if (name === "deb") return new MakerDeb({ root });
  if (name === "rpm") return new MakerRpm({ root });
  return name === "zip" && platform === "linux" ? new MakerZIP({}, ["linux"]) : null;
}
