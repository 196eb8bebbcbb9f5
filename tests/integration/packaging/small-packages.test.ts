import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FuseState, FuseV1Options, flipFuses, getCurrentFuseWire } from "@electron/fuses";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildDeb, debControl, debVersion } from "../../../electron/packaging/deb.ts";
import { FUSES } from "../../../electron/packaging/fuses.ts";
import { layLinuxTree } from "../../../electron/packaging/linux-tree.ts";
import { buildRpm, rpmSpec } from "../../../electron/packaging/rpm.ts";
import { has } from "../../packaging/tools.mjs";
import { unpackStandIn } from "./small-app.ts";

/** The quick half of the packaging tests: everything around the app is real but small. The whole is `npm run test:packaging`. */
let root: string;
let app: string;
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), "rea2seg-small-"));
  app = await unpackStandIn(root);
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe("the fuses", () => {
  it("are all decided on, flipped, and read back as they were decided", async () => {
    const binary = join(app, "rea2seg");
    const before = await getCurrentFuseWire(binary);
    expect(before[FuseV1Options.RunAsNode]).toBe(FuseState.ENABLE);
    await flipFuses(binary, FUSES);
    const after = await getCurrentFuseWire(binary);
    const off = [
      ...[
        FuseV1Options.RunAsNode,
        FuseV1Options.EnableNodeOptionsEnvironmentVariable,
        FuseV1Options.EnableNodeCliInspectArguments,
      ],
      ...[FuseV1Options.LoadBrowserProcessSpecificV8Snapshot, FuseV1Options.GrantFileProtocolExtraPrivileges],
    ];
    const on = [
      ...[FuseV1Options.EnableCookieEncryption, FuseV1Options.EnableEmbeddedAsarIntegrityValidation],
      ...[FuseV1Options.OnlyLoadAppFromAsar, FuseV1Options.WasmTrapHandlers],
    ];
    for (const fuse of off) expect(after[fuse], FuseV1Options[fuse]).toBe(FuseState.DISABLE);
    for (const fuse of on) expect(after[fuse], FuseV1Options[fuse]).toBe(FuseState.ENABLE);
  });

  it("of a later Electron that nobody decided on stop the packaging", async () => {
    const binary = join(root, "later");
    const sentinel = Buffer.from("dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX");
    writeFileSync(binary, Buffer.concat([sentinel, Buffer.from([1, 12]), Buffer.from("1".repeat(12))]));
    await expect(flipFuses(binary, FUSES)).rejects.toThrow(/strictlyRequireAllFuses|fuse/i);
  });
});

describe("the packages' texts", () => {
  it("have versions that sort before their release", () => {
    expect(debVersion("1.0.0-beta.1")).toBe("1.0.0~beta.1");
    expect(debControl("1.0.0", "x64", 12, null)).toContain("Architecture: amd64\n");
    expect(() => debControl("1.0.0", "mips", 12, null)).toThrow(/mips/);
    expect(rpmSpec("1.0.0-rc.1", "x64", null)).toContain("Version: 1.0.0~rc.1\n");
    // SemVer allows more of them; rpmbuild refuses the second, dpkg does not.
    expect(rpmSpec("1.0.0-rc-2.1", "x64", null)).toContain("Version: 1.0.0~rc.2.1\n");
    expect(debVersion("1.0.0-rc-2.1")).toBe("1.0.0~rc-2.1");
  });

  it("ask for the C library that what is inside was linked against", () => {
    expect(debControl("1.0.0", "x64", 12, "2.29")).toMatch(/^Depends: libc6 \(>= 2\.29\), /m);
    expect(rpmSpec("1.0.0", "x64", "2.29")).toMatch(/^Requires: libc\.so\.6\(GLIBC_2\.29\)\(64bit\), /m);
    expect(rpmSpec("1.0.0", "armv7l", "2.29")).toContain("libc.so.6(GLIBC_2.29), libasound.so.2(),");
  });

  it("name today's package before the one that it replaced", () => {
    expect(debControl("1.0.0", "x64", 12, null)).toContain(" libasound2t64 | libasound2,");
  });
});

describe.skipIf(process.platform !== "linux" || !has("dpkg-deb"))("a deb", () => {
  let deb: string;
  beforeAll(() => {
    const tree = join(root, "tree");
    mkdirSync(tree);
    layLinuxTree({ packagedDir: app, assetsDir: "assets", root: tree, copyright: "MIT\n" });
    deb = join(root, "small.deb");
    buildDeb({ root: tree, version: "1.2.3", arch: "x64", file: deb });
  });

  it("leaves the packaged app as it was: the sandbox's rights are the copy's", () => {
    expect(statSync(join(app, "chrome-sandbox")).mode & 0o7000).toBe(0);
    const listing = execFileSync("dpkg-deb", ["-c", deb], { encoding: "utf8" });
    expect(listing).toMatch(/^-rwsr-xr-x root\/root .*chrome-sandbox$/m);
  });

  it.skipIf(process.getuid?.() !== 0)("is installed into a scratch root, runs from there, and is removed", () => {
    const system = join(root, "system");
    for (const dir of ["info", "updates"]) mkdirSync(join(system, "var/lib/dpkg", dir), { recursive: true });
    writeFileSync(join(system, "var/lib/dpkg/status"), "");
    const dpkg = (...args: string[]) => {
      const flags = [`--root=${system}`, "--force-depends", "--force-script-chrootless"];
      const env = { ...process.env, PATH: `${bin}:${process.env.PATH}` };
      const run = spawnSync("dpkg", [...flags, ...args], { encoding: "utf8", env });
      expect(run.status, run.stderr).toBe(0);
    };
    // An AppArmor that does not know the profile's language, as Debian 12's, and one that does.
    const bin = join(root, "bin");
    mkdirSync(bin);
    mkdirSync(join(system, "etc/apparmor.d"), { recursive: true });
    const profile = join(system, "etc/apparmor.d/rea2seg-studio");
    const parser = (code: number) =>
      writeFileSync(join(bin, "apparmor_parser"), `#!/bin/sh\nexit ${code}\n`, { mode: 0o755 });
    parser(1);
    dpkg("-i", deb);
    expect(existsSync(profile)).toBe(false);
    parser(0);
    dpkg("-i", deb);
    expect(readFileSync(profile, "utf8")).toContain('"/usr/lib/rea2seg-studio/rea2seg" flags=(unconfined)');
    expect(execFileSync(join(system, "usr/bin/rea2seg"), ["--version"], { encoding: "utf8" })).toContain("stand-in");
    expect(readFileSync(join(system, "usr/share/mime/packages/rea2seg-studio.xml"), "utf8")).toContain("*.rea2seg");
    dpkg("-r", "rea2seg-studio");
    expect(existsSync(join(system, "usr/lib/rea2seg-studio"))).toBe(false);
    expect(existsSync(join(system, "usr/bin/rea2seg"))).toBe(false);
    expect(existsSync(profile)).toBe(false);
  });
});

describe.skipIf(process.platform !== "linux" || !has("rpmbuild"))("an rpm", () => {
  it("is built below a folder with spaces and letters of any language, for a version with two hyphens", () => {
    const place = join(root, "Größe der Äpfel");
    const tree = join(place, "tree");
    mkdirSync(tree, { recursive: true });
    layLinuxTree({ packagedDir: app, assetsDir: "assets", root: tree, copyright: "MIT\n" });
    const file = join(place, "small.rpm");
    buildRpm({ root: tree, version: "1.2.3-rc-2", arch: "x64", work: join(place, "work"), file });
    const files = execFileSync("rpm", ["-qpl", file], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
    expect(files).toContain("/usr/share/icons/hicolor/512x512/apps/rea2seg-studio.png\n");
    expect(files).toContain("/usr/lib/rea2seg-studio/rea2seg\n");
  });
});
