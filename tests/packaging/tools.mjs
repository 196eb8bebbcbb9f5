import { spawnSync } from "node:child_process";
import { has } from "../../electron/launch/make-targets.mjs";

/** Programs that open and make packages: what each is for, and Debian's package that has it. */
export const TOOLS = {
  "dpkg-deb": { makes: "deb", from: "dpkg" },
  mksquashfs: { makes: "AppImage", from: "squashfs-tools" },
  rpmbuild: { makes: "rpm", from: "rpm" },
  zip: { makes: "zip", from: "zip" },
};

export { has };

/** Installs what is missing where we are root on Debian, as in a bare container; elsewhere it stays missing and is named. */
export function findTools(log) {
  const missing = () => Object.keys(TOOLS).filter((program) => !has(program));
  if (missing().length > 0 && process.platform === "linux" && process.getuid?.() === 0 && has("apt-get")) {
    const packages = missing().map((program) => TOOLS[program].from);
    log(`Installing ${packages.join(", ")} (apt-get)`);
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    for (const args of [
      ["update", "-qq"],
      ["install", "-y", "-qq", ...packages],
    ]) {
      spawnSync("apt-get", args, { stdio: ["ignore", "ignore", "inherit"], env, timeout: 600_000 });
    }
  }
  return missing();
}
