import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import type { MakerOptions } from "@electron-forge/maker-base";
import { AppImageUpdater } from "electron-updater";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { throwFailures } from "../../../electron/packaging/attempts.ts";
import { MakerBuilder } from "../../../electron/packaging/builder-maker.ts";
import { moveToRelease, writeSums } from "../../../electron/packaging/reports.ts";
import { writeUpdateFiles } from "../../../electron/packaging/update-files.ts";
import { makeAppImageTools } from "../../packaging/stand-in-appimage.mjs";
import { has } from "../../packaging/tools.mjs";
import { unpackStandIn } from "./small-app.ts";

const ROOT = resolve(import.meta.dirname, "..", "..", "..");
const FEED = "https://updates.example/rea2seg";
const { version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { version: string };

let root: string;
let standIn: string;
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), "rea2seg-updates-made-"));
  standIn = await unpackStandIn(root);
  vi.stubEnv("APPIMAGE_TOOLS_PATH", makeAppImageTools(join(root, "tools")) ?? undefined);
  // electron-builder would take one for the wish to publish there.
  vi.stubEnv("GH_TOKEN", "not-a-token");
});
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(root, { recursive: true, force: true });
});

/** An AppImage around the stand-in, as `npm run make` makes it. */
async function make(name: string, feed: string | null): Promise<{ app: string; artifacts: readonly string[] }> {
  const app = join(root, name, "app");
  cpSync(standIn, app, { recursive: true });
  if (feed !== null) writeUpdateFiles(join(app, "resources"), feed, null);
  const maker = new MakerBuilder({ root: ROOT, targets: ["AppImage"], feed }, ["linux"]);
  await maker.prepareConfig("x64");
  const options = { dir: app, makeDir: join(root, name, "make"), targetArch: "x64", targetPlatform: "linux" };
  return { app, artifacts: await maker.make(options as MakerOptions) };
}

/** Serves a folder, and notes what was asked for. */
async function serve(dir: string): Promise<{ server: Server; url: string; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const name = basename(new URL(request.url ?? "", "http://x").pathname);
    asked.push(name);
    if (readdirSync(dir).includes(name)) response.end(readFileSync(join(dir, name)));
    else response.writeHead(404).end();
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return { server, asked, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

describe.skipIf(process.platform !== "linux" || !has("mksquashfs"))("an app that is made", () => {
  it("without a feed has nothing for updaters, in it or beside it", async () => {
    const { app, artifacts } = await make("plain", null);
    expect(artifacts.map((file) => basename(file))).toEqual([`rea2seg-studio-${version}-linux-x86_64.AppImage`]);
    expect(readdirSync(join(app, "resources"))).toEqual(["default_app.asar"]);
  });

  it("with a feed that the app was not packaged with is refused", async () => {
    const { app } = await make("other", null);
    const maker = new MakerBuilder({ root: ROOT, targets: ["AppImage"], feed: FEED }, ["linux"]);
    await maker.prepareConfig("x64");
    const options = { dir: app, makeDir: join(root, "refused"), targetArch: "x64", targetPlatform: "linux" };
    expect(await maker.make(options as MakerOptions)).toEqual([]);
    expect(() => throwFailures([])).toThrow(/AppImage could not be made: .*--from-package/s);
  });

  describe("with a feed", () => {
    let app: string;
    let release: string;
    beforeAll(async () => {
      const made = await make("fed", FEED);
      app = made.app;
      release = join(root, "fed", "release");
      const gathered = { platform: "linux", arch: "x64", artifacts: made.artifacts, feed: FEED };
      moveToRelease(release, version, gathered);
      await writeSums(release, version, gathered);
    });

    it("is released with the file that tells of it, and that one's sum", () => {
      expect(readdirSync(release)).toContain("latest-linux.yml");
      const sums = readFileSync(join(release, "SHA256SUMS-linux-x64.txt"), "utf8");
      const hash = createHash("sha256").update(readFileSync(join(release, "latest-linux.yml")));
      expect(sums).toContain(`${hash.digest("hex")}  latest-linux.yml\n`);
    });

    it("is left as it was packaged, for the other makers read it meanwhile", () => {
      const fresh = mkdtempSync(join(root, "fresh-"));
      writeUpdateFiles(fresh, FEED, null);
      const text = (dir: string) => readFileSync(join(dir, "app-update.yml"), "utf8");
      expect(text(join(app, "resources"))).toBe(text(fresh));
      expect(readdirSync(join(root, "fed")).sort()).toEqual(["app", "make", "release"]);
      // What the AppImage has says the same.
      const [image] = readdirSync(release).filter((name) => name.endsWith(".AppImage")) as [string];
      const dir = join(root, "squashfs");
      execFileSync("unsquashfs", ["-quiet", "-no-progress", "-offset", "4096", "-d", dir, join(release, image)], {
        stdio: "ignore",
      });
      expect(text(join(dir, "resources"))).toContain(`url: ${FEED}`);
      expect(text(join(dir, "resources"))).toContain("updaterCacheDirName: rea2seg-studio-updater");
    });

    it("is found, downloaded and checked by electron-updater as it is installed", async () => {
      const { server, url, asked } = await serve(release);
      const config = readFileSync(join(app, "resources", "app-update.yml"), "utf8").replace(FEED, url);
      try {
        const updater = installed(config, "0.0.1");
        const found = await updater.checkForUpdates();
        expect(found?.updateInfo.version).toBe(version);
        const [file] = await updater.downloadUpdate();
        expect(asked[0]).toBe("latest-linux.yml");
        const [image] = readdirSync(release).filter((name) => name.endsWith(".AppImage")) as [string];
        expect(readFileSync(file as string).equals(readFileSync(join(release, image)))).toBe(true);
        expect(await installed(config, version).checkForUpdates()).toMatchObject({ isUpdateAvailable: false });
      } finally {
        server.close();
      }
    });

    it("is not taken when its bytes are not those that were announced", async () => {
      const { server, url } = await serve(join(root, "forged"));
      cpSync(release, join(root, "forged"), { recursive: true });
      for (const name of readdirSync(join(root, "forged")).filter((one) => one.endsWith(".AppImage"))) {
        const bytes = readFileSync(join(root, "forged", name));
        bytes[5000] = (bytes[5000] ?? 0) ^ 1;
        writeFileSync(join(root, "forged", name), bytes);
      }
      try {
        const config = readFileSync(join(app, "resources", "app-update.yml"), "utf8").replace(FEED, url);
        const updater = installed(config, "0.0.1");
        await updater.checkForUpdates();
        await expect(updater.downloadUpdate()).rejects.toThrow(/sha512 checksum mismatch/);
      } finally {
        server.close();
      }
    });
  });
});

/** electron-updater in an app of this version, with a Node in Electron's place. */
function installed(config: string, current: string): AppImageUpdater {
  const home = mkdtempSync(join(root, "home-"));
  writeFileSync(join(home, "app-update.yml"), config);
  mkdirSync(join(home, "cache"));
  vi.stubEnv("APPIMAGE", join(home, "old.AppImage"));
  writeFileSync(join(home, "old.AppImage"), "the app of before");
  const adapter = {
    ...{
      version: current,
      name: "rea2seg-studio",
      isPackaged: true,
      userDataPath: home,
      baseCachePath: join(home, "cache"),
    },
    ...{
      appUpdateConfigPath: join(home, "app-update.yml"),
      whenReady: async () => {},
      quit: () => {},
      relaunch: () => {},
    },
    onQuit: () => {},
  };
  const updater = new AppImageUpdater(null, adapter);
  Object.assign(updater, { httpExecutor: nodeExecutor(), autoDownload: false, logger: null });
  return updater;
}

/** electron-builder's own executor over Node with the one method more that electron-updater's, over Electron, has. */
function nodeExecutor(): object {
  const ofBuilder = createRequire(createRequire(import.meta.url).resolve("electron-builder"));
  const { NodeHttpExecutor } = ofBuilder("builder-util") as {
    NodeHttpExecutor: new () => { doDownload(request: object, options: object, redirects: number): void };
  };
  const executor = new NodeHttpExecutor();
  const download = (url: URL, destination: string, options: object): Promise<void> =>
    new Promise((done, fail) => {
      const callback = (error?: Error) => (error ? fail(error) : done());
      const { hostname, port, pathname: path } = url;
      const parts = { destination, options, onCancel: () => {}, callback, responseHandler: null };
      executor.doDownload({ protocol: "http:", hostname, port, path }, parts, 0);
    });
  return Object.assign(executor, { download });
}
