import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { app, BrowserWindow, protocol, resetElectron } from "../../mocks/electron.ts";

vi.mock("electron", () => import("../../mocks/electron.ts"));

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "rea2seg-main-"));
  for (const name of ["CONFIG", "CACHE", "DATA", "PROJECTS", "LOGS"])
    vi.stubEnv(`REA2SEG_${name}_DIR`, join(home, name));
});
afterEach(() => {
  vi.unstubAllEnvs();
  resetElectron();
  rmSync(home, { recursive: true, force: true });
});

describe("electron/main.ts", () => {
  it("opens the built studio of the checkout and quits cleanly", async () => {
    const opened = new Promise<void>((resolve) => app.once("web-contents-created", () => resolve()));
    await import("../../../electron/main.ts");
    await opened;
    const built = join(process.cwd(), ".vite", "build");
    expect(BrowserWindow.all[0]?.webPreferences.preload).toBe(join(built, "preload.cjs"));
    expect(app.paths.get("userData")).toBe(join(home, "CONFIG", "electron"));
    expect(protocol.handlers.has("rea2seg")).toBe(true);
    const ended = new Promise<number>((resolve) => app.once("fake-exit", resolve));
    app.quit();
    expect(await ended).toBe(0);
    expect(readFileSync(join(home, "LOGS", "studio.log"), "utf8")).toContain("Rea2Seg Studio 0.0.0-test on ");
  });
});
