import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join, relative, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { glibcBelow } from "../../electron/packaging/glibc.ts";
import { archive, artifact, filesBelow, made, onLinux } from "./made-now.ts";
import { has } from "./tools.mjs";

const CHECKOUT = resolve(import.meta.dirname, "..", "..");

/** The installers, each opened with its system's own tools. */
export function checkInstallers(): void {
  describe.skipIf(!onLinux || !has("zip"))("the zip", () => {
    it("unpacks to the app, with its executable bits, for everybody", () => {
      const dir = join(made().root, "unzipped");
      mkdirSync(dir);
      execFileSync("unzip", ["-q", artifact(".zip"), "-d", dir]);
      const [top] = readdirSync(dir) as [string];
      const app = join(dir, top);
      expect(statSync(app).mode & 0o777).toBe(0o755);
      expect(statSync(join(app, "rea2seg")).mode & 0o111).toBe(0o111);
      const list = (root: string) =>
        filesBelow(root)
          .map((path) => relative(root, path))
          .sort();
      expect(list(app)).toEqual(list(made().packagedDir));
    });
  });

  describe.skipIf(!onLinux || !has("dpkg-deb"))("the deb", () => {
    const field = (name: string) =>
      execFileSync("dpkg-deb", ["--field", artifact(".deb"), name], { encoding: "utf8" }).trim();

    it("says what it is and what it needs", () => {
      const { version } = JSON.parse(readFileSync(join(CHECKOUT, "package.json"), "utf8"));
      expect(field("Package")).toBe("rea2seg-studio");
      expect(field("Version")).toBe(version);
      expect(field("Architecture")).toBe({ x64: "amd64", arm64: "arm64" }[process.arch as "x64"]);
      expect(field("Depends")).toContain("libgtk-3-0");
      expect(field("Depends")).toContain(`libc6 (>= ${glibcBelow(made().packagedDir)})`);
      expect(Number(field("Installed-Size"))).toBeGreaterThan(100_000);
      expect(field("Maintainer")).toMatch(/<.+@.+>/);
    });

    it("has the command, the menu entry, the file type, icons and the licence, all of root's", () => {
      const listing = execFileSync("dpkg-deb", ["--contents", artifact(".deb")], {
        encoding: "utf8",
        maxBuffer: 1 << 26,
      })
        .trim()
        .split("\n");
      for (const line of listing) expect(line).toMatch(/^\S+ root\/root /);
      const text = listing.join("\n");
      expect(text).toMatch(/^-rwsr-xr-x .*\.\/usr\/lib\/rea2seg-studio\/chrome-sandbox$/m);
      expect(text).toContain("./usr/bin/rea2seg -> ../lib/rea2seg-studio/rea2seg");
      for (const path of [
        ...["applications/rea2seg-studio.desktop", "mime/packages/rea2seg-studio.xml", "doc/rea2seg-studio/copyright"],
        "icons/hicolor/256x256/apps/rea2seg-studio.png",
      ]) {
        expect(text).toContain(`./usr/share/${path}`);
      }
      // Nobody but root may change a file of the system.
      expect(listing.filter((line) => /^-.{4}w|^-.{7}w/.test(line))).toEqual([]);
    });

    it.skipIf(process.getuid?.() !== 0)("is installed into a scratch root and removed without a trace", () => {
      const root = join(made().root, "system");
      mkdirSync(join(root, "var", "lib", "dpkg", "info"), { recursive: true });
      mkdirSync(join(root, "var", "lib", "dpkg", "updates"), { recursive: true });
      writeFileSync(join(root, "var", "lib", "dpkg", "status"), "");
      const dpkg = (...args: string[]) => {
        const run = spawnSync(
          "dpkg",
          [`--root=${root}`, "--force-depends", "--force-not-root", "--force-script-chrootless", ...args],
          {
            encoding: "utf8",
          },
        );
        expect(run.status, run.stderr).toBe(0);
      };
      dpkg("-i", artifact(".deb"));
      const binary = join(root, "usr", "bin", "rea2seg");
      expect(readlinkSync(binary)).toBe("../lib/rea2seg-studio/rea2seg");
      expect(execFileSync(binary, ["doctor"], { encoding: "utf8" })).toContain("stand-in for Electron doctor");
      expect(statSync(join(root, "usr/lib/rea2seg-studio/chrome-sandbox")).mode & 0o7777).toBe(0o4755);
      const sums = readFileSync(join(root, "var/lib/dpkg/info/rea2seg-studio.md5sums"), "utf8").trim().split("\n");
      expect(sums.length).toBeGreaterThan(50);
      for (const line of sums) {
        const hash = createHash("md5")
          .update(readFileSync(join(root, line.slice(34))))
          .digest("hex");
        expect(hash, line).toBe(line.slice(0, 32));
      }
      dpkg("-r", "rea2seg-studio");
      expect(existsSync(join(root, "usr/lib/rea2seg-studio"))).toBe(false);
      expect(() => lstatSync(binary)).toThrow();
    });

    it.skipIf(!has("desktop-file-validate"))("has a menu entry that the desktop's own checker accepts", () => {
      const dir = join(made().root, "deb-files");
      execFileSync("dpkg-deb", ["-x", artifact(".deb"), dir]);
      const run = spawnSync("desktop-file-validate", [join(dir, "usr/share/applications/rea2seg-studio.desktop")], {
        encoding: "utf8",
      });
      expect(run.stdout + run.stderr).toBe("");
    });
  });

  describe.skipIf(!onLinux || !has("rpmbuild"))("the rpm", () => {
    it("says what it is, and has the same files with the same rights", () => {
      const query = (...args: string[]) =>
        execFileSync("rpm", ["-qp", ...args, artifact(".rpm")], {
          encoding: "utf8",
          stdio: ["ignore", "pipe", "ignore"],
        });
      expect(query("--queryformat", "%{NAME} %{LICENSE} %{ARCH}")).toBe(
        `rea2seg-studio MIT ${{ x64: "x86_64", arm64: "aarch64" }[process.arch as "x64"]}`,
      );
      expect(query("--requires")).toContain("libgtk-3.so.0()(64bit)");
      expect(query("--requires")).toContain(`libc.so.6(GLIBC_${glibcBelow(made().packagedDir)})(64bit)`);
      const files = query("-lv");
      expect(files).toMatch(/^-rwsr-xr-x .* root +root .*\/usr\/lib\/rea2seg-studio\/chrome-sandbox$/m);
      expect(files).toContain("/usr/bin/rea2seg -> ../lib/rea2seg-studio/rea2seg");
      expect(files).toContain("/usr/lib/rea2seg-studio/resources/app.asar");
    });
  });

  describe.skipIf(!onLinux || !has("mksquashfs"))("the AppImage", () => {
    it("holds the app, its menu entry and the file type, and starts with the sandbox where it can", () => {
      const file = artifact(".AppImage");
      const dir = join(made().root, "squashfs");
      execFileSync("unsquashfs", ["-quiet", "-no-progress", "-offset", "4096", "-d", dir, file], {
        stdio: ["ignore", "ignore", "inherit"],
      });
      expect(statSync(file).mode & 0o111).toBe(0o111);
      for (const path of [
        "AppRun",
        "rea2seg",
        "resources/app.asar",
        "resources/NOTICE",
        "resources/assets/demo/dataset.json",
      ]) {
        expect(existsSync(join(dir, path)), path).toBe(true);
      }
      const desktop = readFileSync(
        join(dir, readdirSync(dir).find((name) => name.endsWith(".desktop")) as string),
        "utf8",
      );
      expect(desktop).toContain("application/vnd.rea2seg.project+zip");
      expect(desktop).not.toContain("--no-sandbox");
      expect(readFileSync(join(dir, "resources/app.asar")).equals(readFileSync(archive()))).toBe(true);
    });
  });
}
