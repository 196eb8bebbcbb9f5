import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { extensionOf, fileInside, filesBelow, kindOf, pathProblem, readHead, stemOf } from "#electron/datasets/reading";
import { all, put, scratch } from "./scratch.ts";

describe("pathProblem", () => {
  it.each([
    ["", "empty"],
    ["..", "leads out"],
    ["a/../b", "leads out"],
    ["a\\..\\..\\b", "leads out"],
    ["/etc/passwd", "absolute"],
    ["\\\\server\\share", "absolute"],
    ["C:\\x", "absolute"],
    ["c:x", "absolute"],
    ["a/b:stream", "colon"],
    ["images/CON", "device"],
    ["images/nul.jpg", "device"],
    ["COM1.png", "device"],
    ["aux .png", "device"],
    ["lpt\u00b9", "device"],
    ["a\u0000.png", "control"],
    ["a\nb", "control"],
  ])("refuses %j", (path, why) => {
    expect(pathProblem(path)).toContain(why);
  });

  it.each(["a.png", "images/a b (1).png", "..a/b..", "…/ü.png", "console/a.png", "a\\b.png", ".hidden"])(
    "follows %j",
    (path) => {
      expect(pathProblem(path)).toBeNull();
    },
  );
});

describe("fileInside", () => {
  it("finds files by both kinds of slashes, and says what is not there", async () => {
    const folder = scratch();
    const file = put(folder, "images/a.png", "");
    expect(await fileInside(folder, "images/a.png")).toBe(file);
    expect(await fileInside(folder, "images\\a.png")).toBe(file);
    await expect(fileInside(folder, "images/b.png")).rejects.toMatchObject({ code: "not-found" });
    await expect(fileInside(folder, "images/a.png/c")).rejects.toMatchObject({ code: "not-found" });
    await expect(fileInside(folder, `${"x".repeat(400)}/y`)).rejects.toMatchObject({ code: "not-found" });
  });

  it("does not follow a link out of the folder, by file or by folder, and does inside", async () => {
    const outside = scratch();
    const secret = put(outside, "secret.png", "");
    const folder = scratch();
    put(folder, "images/a.png", "");
    symlinkSync(secret, join(folder, "link.png"));
    symlinkSync(outside, join(folder, "linked"));
    symlinkSync(join(folder, "images"), join(folder, "again"));
    symlinkSync("loop", join(folder, "loop"));
    for (const path of ["link.png", "linked/secret.png"]) {
      await expect(fileInside(folder, path)).rejects.toMatchObject({
        code: "bad-input",
        message: expect.stringContaining("leads out"),
      });
    }
    expect(await fileInside(folder, "again/a.png")).toBe(join(folder, "again", "a.png"));
    await expect(fileInside(folder, "loop")).rejects.toMatchObject({ code: "not-found" });
  });

  it.skipIf(process.platform === "win32")(
    "refuses a pipe, by its name or by a link's, rather than wait for it",
    async () => {
      const folder = scratch();
      const pipe = join(folder, "pipe.png");
      execFileSync("mkfifo", [pipe]);
      symlinkSync(pipe, join(folder, "link.png"));
      for (const path of ["pipe.png", "link.png"]) {
        const message = `"${path}" is a pipe or device, no file.`;
        await expect(fileInside(folder, path)).rejects.toMatchObject({ code: "bad-input", message });
      }
      await expect(readHead(pipe)).rejects.toMatchObject({ code: "bad-input" });
    },
  );

  it("takes a folder that is itself a link, and one whose name begins another's", async () => {
    const real = scratch();
    put(real, "set/a.png", "");
    put(real, "settings/b.png", "");
    symlinkSync(join(real, "set"), join(real, "alias"));
    symlinkSync(join(real, "settings"), join(real, "set", "out"));
    expect(await fileInside(join(real, "alias"), "a.png")).toBe(join(real, "alias", "a.png"));
    await expect(fileInside(join(real, "set"), "out/b.png")).rejects.toMatchObject({ code: "bad-input" });
  });
});

describe("filesBelow", () => {
  it("lists by name, below too, without links and hidden files, as deep as it is told", async () => {
    const folder = scratch();
    for (const name of ["b.txt", "a/2.txt", "a/1.txt", ".hidden/x", "a/.x", "a/deep/3.txt"]) put(folder, name, "");
    symlinkSync(folder, join(folder, "self"));
    symlinkSync(join(folder, "b.txt"), join(folder, "c.txt"));
    const names = async (depth?: number) => (await all(filesBelow(folder, depth))).map(({ name }) => name);
    expect(await names()).toEqual(["a/1.txt", "a/2.txt", "a/deep/3.txt", "b.txt"]);
    expect(await names(1)).toEqual(["a/1.txt", "a/2.txt", "b.txt"]);
    expect(await names(0)).toEqual(["b.txt"]);
    symlinkSync(join(folder, "nowhere"), join(folder, "d.txt"));
    const linked = await all(filesBelow(folder, 0, "files"));
    expect(linked.map(({ name }) => name)).toEqual(["b.txt", "c.txt"]);
    await expect(all(filesBelow(join(folder, "none")))).rejects.toMatchObject({ code: "not-found" });
  });
});

it("tells files, folders and nothing apart", async () => {
  const folder = scratch();
  const file = put(folder, "a", "");
  mkdirSync(join(folder, "d"));
  expect(await Promise.all([file, join(folder, "d"), join(folder, "x"), "a\u0000b"].map(kindOf))).toEqual([
    "file",
    "folder",
    "nothing",
    "nothing",
  ]);
});

it("takes stem and ending of names with dots, of either slash", () => {
  expect(
    ["/x/a.b.JSON", "a", ".x", "d.d/a", "c:\\x\\a.b.png"].map((path) => [stemOf(path), extensionOf(path)]),
  ).toEqual([
    ["a.b", ".json"],
    ["a", ""],
    [".x", ""],
    ["a", ""],
    ["a.b", ".png"],
  ]);
});
