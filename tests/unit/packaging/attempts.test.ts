import { EventEmitter } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { attempt, throwFailures } from "../../../electron/packaging/attempts.ts";
import { makersFor } from "../../../electron/packaging/make-list.ts";
import { isOurSentence, tellPlainly } from "../../../electron/packaging/tell-plainly.ts";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "rea2seg-attempts-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

describe("an installer that fails", () => {
  it("keeps no other from being made, and is told at the end with what was", async () => {
    expect(await attempt("zip", async () => ["a.zip"])).toEqual(["a.zip"]);
    expect(await attempt("AppImage", () => Promise.reject(new Error("no network")))).toEqual([]);
    expect(() => throwFailures(["out/release/a.zip"])).toThrow(
      "AppImage could not be made: no network\nMade all the same:\n  out/release/a.zip",
    );
    // Told once.
    expect(() => throwFailures([])).not.toThrow();
    await attempt("deb", () => Promise.reject(new Error("disk full")));
    expect(() => throwFailures([])).toThrow(/disk full\nNothing was made\./);
  });

  it.each(["linux", "darwin", "win32"])("does so whichever it is on %s", async (platform) => {
    const options = { root: dir, arch: "x64", targets: undefined, feed: null, log: () => {}, has: () => true };
    for (const maker of makersFor({ ...options, platform })) {
      const own = (maker as unknown as { clone(): unknown }).clone() as {
        prepareConfig(arch: string): Promise<void>;
        make(options: object): Promise<string[]>;
      };
      await own.prepareConfig("x64");
      // No folder can be made below a file.
      const none = join(dir, "file", "none");
      writeFileSync(join(dir, "file"), "");
      const told = { appName: "x", dir: none, makeDir: none, targetArch: "nonsense", targetPlatform: platform };
      expect(await own.make({ ...told, packageJSON: { version: "1.0.0" } })).toEqual([]);
      expect(() => throwFailures([])).toThrow(/could not be made/);
    }
  });
});

describe("what stops Forge", () => {
  it("is a sentence where it is one of ours, and a stack where it is a fault", () => {
    expect(isOurSentence(new Error("Set all or none."))).toBe(true);
    expect(isOurSentence(new TypeError("x is undefined"))).toBe(false);
    expect(isOurSentence(Object.assign(new Error("ENOENT"), { syscall: "open" }))).toBe(false);
    expect(isOurSentence("text")).toBe(false);
  });

  it("is told by that sentence alone, instead of Forge's own way", () => {
    const said: unknown[] = [];
    const ending = Object.assign(new EventEmitter(), { exit: (code: number) => said.push(code) });
    ending.on("unhandledRejection", () => said.push("An unhandled rejection has occurred inside Forge:"));
    tellPlainly(ending, (what) => said.push(what));
    ending.emit("unhandledRejection", new Error("Set all or none."));
    const fault = new TypeError("x is undefined");
    ending.emit("unhandledRejection", fault);
    expect(said).toEqual(["Set all or none.", 1, fault, 1]);
  });
});
