import { existsSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { createProject } from "#electron/store";
import { makeFolders } from "#electron/store/folders";
import { scratch } from "../datasets/reading/scratch.ts";

it("makes what is missing and answers that alone", () => {
  const folder = scratch();
  mkdirSync(join(folder, "a"));
  expect(makeFolders(join(folder, "a", "b", "c"))).toEqual([join(folder, "a", "b"), join(folder, "a", "b", "c")]);
  expect(existsSync(join(folder, "a", "b", "c"))).toBe(true);
  expect(makeFolders(join(folder, "a", "b"))).toEqual([]);
});

it("names the file that is in the way, and a link that leads nowhere", () => {
  const folder = scratch();
  writeFileSync(join(folder, "file"), "");
  symlinkSync(join(folder, "nowhere"), join(folder, "link"));
  for (const [path, where] of [
    ["file", "file"],
    ["file/a/b", "file"],
    ["link/a", "link"],
  ] as const) {
    expect(() => makeFolders(join(folder, path))).toThrow(
      expect.objectContaining({ code: "bad-input", where: join(folder, where) }),
    );
  }
});

it.skipIf(!existsSync("/proc/self"))("ends where a folder that is there takes none, and a project's making too", () => {
  const refused = expect.objectContaining({ code: "read-only", where: "/proc/rea2seg-none" });
  expect(() => makeFolders("/proc/rea2seg-none/a/b")).toThrow(refused);
  const make = () => createProject("/proc/rea2seg-none", "T", { author: "a", device: "d" });
  // As root /proc looks writable; everyone else is told earlier.
  expect(make).toThrow(expect.objectContaining({ code: "read-only" }));
});
