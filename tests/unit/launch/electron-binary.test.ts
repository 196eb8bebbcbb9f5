import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { fetchElectron, findElectronBinary, reasonFrom } from "../../../electron/launch/electron-binary.mjs";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "rea2seg-electron-"));
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
  rmSync(dir, { recursive: true, force: true });
});

function script(text: string): string {
  const file = join(dir, "child.mjs");
  writeFileSync(file, text);
  return file;
}

describe("findElectronBinary", () => {
  it("finds what the install script recorded, and only when the file is there", () => {
    const electron = join(dir, "node_modules/electron");
    mkdirSync(join(electron, "dist"), { recursive: true });
    expect(findElectronBinary(dir, {})).toBeNull();
    writeFileSync(join(electron, "path.txt"), "electron");
    expect(findElectronBinary(dir, {})).toBeNull();
    writeFileSync(join(electron, "dist/electron"), "");
    expect(findElectronBinary(dir, {})).toBe(join(electron, "dist/electron"));
  });

  it("prefers a build that the user points to", () => {
    writeFileSync(join(dir, "electron"), "");
    expect(findElectronBinary(dir, { ELECTRON_OVERRIDE_DIST_PATH: dir })).toBe(join(dir, "electron"));
  });
});

describe("fetchElectron", () => {
  it("shows progress while bytes arrive and reports success", async () => {
    const child = script(`
      for (const bytes of [1, 50, 100]) process.send({ bytes: bytes * 1e6, total: 100e6 });
      process.disconnect();`);
    const lines: string[] = [];
    await expect(fetchElectron({ log: (line) => lines.push(line), child })).resolves.toEqual({ ok: true });
    expect(lines.at(-1)).toContain("100.0 of 100.0 MB");
  });

  it("gives up when no bytes arrive, and says so", async () => {
    const child = script("setInterval(() => {}, 1000);");
    const outcome = await fetchElectron({ log: () => {}, child, silenceMs: 300 });
    expect(outcome).toEqual({ ok: false, reason: "no bytes arrived for 0.3 s" });
  });

  it.each([
    ["does not give up while everything is here and being unpacked", 10, true],
    ["gives up where the last bytes do not come", 9, false],
  ])("%s", async (_name, bytes, ok) => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const child = script(`process.on("disconnect", () => {}); process.send({ bytes: ${bytes}, total: 10 });
      ${ok ? "process.disconnect();" : "setInterval(() => {}, 1000);"}`);
    // However long it takes until the child's message is here, the silence begins with it.
    const log = () => void vi.advanceTimersByTime(3_600_000);
    await expect(fetchElectron({ log, child })).resolves.toMatchObject({ ok });
  });

  it("passes on the innermost cause of a failure", async () => {
    const child = script(`
      const cause = new Error("getaddrinfo EAI_AGAIN github.com");
      console.error(new TypeError("fetch failed", { cause }));
      process.exit(1);`);
    const outcome = await fetchElectron({ log: () => {}, child });
    expect(outcome).toEqual({ ok: false, reason: "getaddrinfo EAI_AGAIN github.com" });
  });
});

describe("reasonFrom", () => {
  it("takes the first error where no cause says more", () => {
    expect(reasonFrom("node:internal\n\nError: Cannot find module 'x'\n    at y (z.js:1)\n")).toBe(
      "Cannot find module 'x'",
    );
  });
});

describe("Electron's own install script under our child", () => {
  it("counts the bytes that arrive and names what is wrong with them", async () => {
    const server = createServer((_, response) => {
      response.setHeader("content-length", 3e6);
      response.end(Buffer.alloc(3e6));
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const { port } = server.address() as { port: number };
    vi.stubEnv("ELECTRON_MIRROR", `http://127.0.0.1:${port}/`);
    vi.stubEnv("electron_config_cache", join(dir, "cache"));
    // An Electron that is installed already would not be fetched: this asks for another machine's.
    vi.stubEnv("ELECTRON_INSTALL_PLATFORM", process.platform === "win32" ? "linux" : "win32");
    const lines: string[] = [];
    const outcome = await fetchElectron({ log: (line) => lines.push(line) });
    server.close();
    expect(outcome).toMatchObject({ ok: false, reason: expect.stringMatching(/checksum/i) });
    expect(lines.at(-1)).toContain("3.0 of 3.0 MB (100 %)");
  });

  it("names the host that can't be found", async () => {
    vi.stubEnv("ELECTRON_MIRROR", "http://nothing.invalid/");
    vi.stubEnv("electron_config_cache", join(dir, "cache"));
    vi.stubEnv("ELECTRON_INSTALL_PLATFORM", process.platform === "win32" ? "linux" : "win32");
    const outcome = await fetchElectron({ log: () => {} });
    expect(outcome).toMatchObject({ ok: false, reason: expect.stringContaining("nothing.invalid") });
  });
});
