import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

/** The installers that each system can make, by the names that `--targets` takes. */
const NAMES = {
  linux: ["zip", "deb", "rpm", "AppImage"],
  darwin: ["dmg", "zip"],
  win32: ["nsis"],
};

/** Programs of a Linux system that a maker starts, and what brings them. What else is started comes with npm or the system. */
const NEEDS = {
  zip: ["zip", "on Debian and Ubuntu `apt install zip`, on Fedora `dnf install zip`"],
  deb: ["dpkg-deb", "Debian and Ubuntu have it; elsewhere install the package dpkg"],
  rpm: ["rpmbuild", "on Debian and Ubuntu `apt install rpm`, on Fedora `dnf install rpm-build`"],
};

/** Whether a program can be started by its name. */
export const has = (program) => spawnSync(program, ["--version"], { stdio: "ignore" }).error === undefined;

/**
 * The installers to make, looked up before anything is downloaded or built. What cannot be made here is left out with a
 * notice, or refused if it was asked for.
 *
 * @param {{ platform: string, arch: string, targets: string | undefined, log: (line: string) => void,
 *           env?: Readonly<Record<string, string | undefined>>, has?: (program: string) => boolean }} options
 * @returns {readonly string[]}
 */
export function targetsFor(options) {
  const { platform, targets, log } = options;
  const possible = NAMES[platform] ?? [];
  if (possible.length === 0) throw new Error(`There are no installers for ${platform}.`);
  const asked = targets === undefined ? undefined : [...new Set(targets.split(",").map((name) => name.trim()))];
  const unknown = asked?.find((name) => !possible.includes(name));
  if (unknown !== undefined)
    throw new Error(`There is no installer "${unknown}" for ${platform}; there is ${possible.join(", ")}.`);
  const found = (asked ?? possible).filter((name) => {
    const lack = lackOf(name, options);
    if (lack === null) return true;
    const message = `${name} needs ${lack}.`;
    if (asked !== undefined) throw new Error(message);
    log(`SKIPPED ${message}`);
    return false;
  });
  if (found.length === 0)
    throw new Error("Nothing can be made on this machine; what each installer needs is said above.");
  return found;
}

/** What is missing for an installer and how to get it; null where all is there. */
function lackOf(name, { platform, arch, env = process.env, has: isThere = has }) {
  if (platform !== "linux") return null;
  if (name === "AppImage") return env.APPIMAGE_TOOLS_PATH ? lackOfTools(env.APPIMAGE_TOOLS_PATH, arch) : null;
  const [program, cure] = NEEDS[name];
  return isThere(program) ? null : `${program}, which is not on this machine: ${cure}`;
}

/** electron-builder would name a path of its own that it could not start. */
function lackOfTools(dir, arch) {
  const names = ["mksquashfs", "desktop-file-validate", join("runtimes", `runtime-${arch}`), join("lib", arch)];
  const missing = names.filter((name) => !existsSync(join(dir, name)));
  return missing.length === 0
    ? null
    : `${missing.join(", ")} in ${dir}, which APPIMAGE_TOOLS_PATH names: put them there (docs/packaging.md), or unset it and they are downloaded`;
}
