import type { ForgeConfigMaker, ForgePlatform } from "@electron-forge/shared-types";
import { targetsFor } from "#electron/launch";
import { type BuilderTarget, MakerBuilder } from "./builder-maker.ts";
import { MakerDeb, MakerLinuxZip, MakerRpm } from "./makers.ts";

export interface MakeListOptions {
  readonly root: string;
  readonly platform: string;
  readonly arch: string;
  /** Names, by comma; undefined: all that can be made here. */
  readonly targets: string | undefined;
  readonly feed: string | null;
  readonly log: (line: string) => void;
  /** Whether a program is there. */
  readonly has?: (program: string) => boolean;
}

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

/** Null: electron-builder makes it. */
function ownMaker(name: string, { root, platform }: MakeListOptions): ForgeConfigMaker | null {
  if (name === "deb") return new MakerDeb({ root });
  if (name === "rpm") return new MakerRpm({ root });
  return name === "zip" && platform === "linux" ? new MakerLinuxZip({}, ["linux"]) : null;
}
