import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ensureBuilt } from "../../../electron/launch/build.mjs";
import { buildDrivers, type PackagedApp, runCommand, runStudio } from "../../packaging/plain-node/run-app.ts";

/** The built main process with nothing but Node and the fake electron around it, as `test:packaging` has it out of the archive. */
let root: string;
let app: PackagedApp;
beforeAll(async () => {
  await ensureBuilt({ targets: ["node", "preload", "renderer"], log: () => {} });
  root = mkdtempSync(join(tmpdir(), "rea2seg-built-"));
  await buildDrivers(join(root, "drivers"));
  mkdirSync(join(root, "home"));
  app = { appDir: resolve("."), resourcesDir: resolve("."), home: join(root, "home") };
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe("the built main process under plain Node", () => {
  it("serves its page and the demo, answers a click with a mask, logs, and quits", async () => {
    const { code, stdout, stderr } = await runStudio(app, join(root, "drivers"));
    expect(code, stderr).toBe(0);
    const answer = JSON.parse(stdout.trim().split("\n").at(-1) ?? "");
    expect(answer).toMatchObject({ page: 200, script: 200, host: "desktop", exit: 0, image: { status: 200 } });
    expect(answer.area).toBeGreaterThan(1000);
    expect(readFileSync(join(app.home, "LOGS", "studio.log"), "utf8")).toContain("Rea2Seg Studio");
  });

  it("is the command where one is named, with its exit code", async () => {
    const packs = await runCommand(app, join(root, "drivers"), ["pack", "list", "--json"]);
    expect(packs.code, packs.stderr).toBe(0);
    expect(packs.stdout).toContain("geo-tiny");
    expect((await runCommand(app, join(root, "drivers"), ["nonsense"])).code).toBe(2);
  });
});
