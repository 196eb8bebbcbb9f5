import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { fetchElectron, findElectronBinary, reasonFrom } from "../../../electron/launch/electron-binary.mjs";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "rea2seg-electron-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

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

  it("does not give up while everything is here and being unpacked", async () => {
    const child = script(`
      process.send({ bytes: 10, total: 10 });
      setTimeout(() => process.disconnect(), 900);`);
    await expect(fetchElectron({ log: () => {}, child, silenceMs: 600 })).resolves.toEqual({ ok: true });
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
