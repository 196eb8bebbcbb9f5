import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findStaticFile } from "#electron/hosts";

let base: string;
let root: string;
beforeAll(() => {
  base = mkdtempSync(join(tmpdir(), "rea2seg-static-"));
  root = join(base, "renderer");
  mkdirSync(join(root, "assets"), { recursive: true });
  mkdirSync(join(base, "renderer-secret"));
  writeFileSync(join(root, "index.html"), "<!doctype html>");
  writeFileSync(join(root, "assets", "index-Abc123_9.js"), "1");
  writeFileSync(join(root, "assets", "a b ü.png"), "1");
  writeFileSync(join(root, "notes.sqlite"), "1");
  writeFileSync(join(base, "secret.txt"), "secret");
  writeFileSync(join(base, "renderer-secret", "secret.txt"), "secret");
});
afterAll(() => rmSync(base, { recursive: true, force: true }));

describe("findStaticFile", () => {
  it("takes / for index.html, which is asked for anew each time", () => {
    expect(findStaticFile(root, "/")).toMatchObject({
      file: join(root, "index.html"),
      type: "text/html; charset=utf-8",
      bytes: 15,
      cacheControl: "no-cache",
    });
  });
  it("lets files with a hash in their names be kept", () => {
    const found = findStaticFile(root, "/assets/index-Abc123_9.js");
    expect(found?.cacheControl).toContain("immutable");
    expect(found?.type).toBe("text/javascript; charset=utf-8");
  });
  it("decodes names", () => {
    expect(findStaticFile(root, "/assets/a%20b%20%C3%BC.png")?.type).toBe("image/png");
  });
  it.each([
    "/../secret.txt",
    "/%2e%2e/secret.txt",
    "/..%2fsecret.txt",
    "/%2E%2E%2Fsecret.txt",
    "/assets/../../secret.txt",
    "/assets/%2e%2e/%2e%2e/secret.txt",
    "/../renderer-secret/secret.txt",
    "/..%5csecret.txt",
    "/..\\secret.txt",
    "/C:/Windows/win.ini",
    "//etc/hostname",
    "/%00index.html",
    "/index.html%00.png",
    "/%",
    "/%ff",
    "index.html",
    "",
  ])("finds nothing at %j", (path) => expect(findStaticFile(root, path)).toBeNull());
  it("finds nothing at the absolute path of a file outside", () => {
    expect(findStaticFile(root, join(base, "secret.txt"))).toBeNull();
    expect(findStaticFile(root, `/${join(base, "secret.txt")}`)).toBeNull();
  });
  it("answers neither folders nor unknown kinds of file", () => {
    expect(findStaticFile(root, "/assets")).toBeNull();
    expect(findStaticFile(root, "/assets/")).toBeNull();
    expect(findStaticFile(root, "/notes.sqlite")).toBeNull();
  });
});
