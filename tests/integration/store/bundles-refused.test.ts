import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { packBundle, unpackBundle } from "#electron/bundles";
import { createProject } from "#electron/store";

/** Folders in which nothing can be made, whatever their rights say: so do Windows' own lists, for one. */
const refusing = vi.hoisted(() => ({ folders: [] as string[], code: "EPERM" }));
vi.mock("node:fs", async (original) => {
  const fs = await original<typeof import("node:fs")>();
  const mkdirSync = ((path: string, options: object) => {
    if (refusing.folders.includes(dirname(path)))
      throw Object.assign(new Error(`${refusing.code}: mkdir '${path}'`), { code: refusing.code, syscall: "mkdir" });
    return fs.mkdirSync(path, options);
  }) as typeof fs.mkdirSync;
  return { ...fs, mkdirSync, default: { ...fs, mkdirSync } };
});

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "rea2seg-refused-"));
});
afterEach(() => {
  refusing.folders = [];
  rmSync(root, { recursive: true, force: true });
});

async function bundleIn(dir: string): Promise<string> {
  const store = createProject(join(root, "project"), "Cats", { author: "Ada", device: "here" });
  const { file } = await packBundle(store, join(dir, "cats.rea2seg"));
  store.close();
  return file;
}

describe("a bundle in a place that refuses a folder", () => {
  it.each(["EPERM", "EACCES", "EROFS"])("(%s) is unpacked among the projects, and found there again", async (code) => {
    const file = await bundleIn(join(root, "sent"));
    Object.assign(refusing, { folders: [join(root, "sent")], code });
    const elsewhere = join(root, "elsewhere");
    expect(await unpackBundle(file, elsewhere)).toEqual({ dir: join(elsewhere, "cats"), fresh: true });
    expect(await unpackBundle(file, elsewhere)).toEqual({ dir: join(elsewhere, "cats"), fresh: false });
    expect(readdirSync(join(root, "sent"))).toEqual(["cats.rea2seg"]);
  });

  it("for another reason, or everywhere, is told as it is", async () => {
    const file = await bundleIn(join(root, "sent"));
    const elsewhere = join(root, "elsewhere");
    Object.assign(refusing, { folders: [join(root, "sent")], code: "ENOSPC" });
    await expect(unpackBundle(file, elsewhere)).rejects.toMatchObject({ code: "ENOSPC" });
    Object.assign(refusing, { folders: [join(root, "sent"), elsewhere], code: "EACCES" });
    await expect(unpackBundle(file, elsewhere)).rejects.toMatchObject({ code: "EACCES" });
  });
});
