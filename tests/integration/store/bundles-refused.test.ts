import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { DatabaseSync } from "@photostructure/sqlite";
import { afterEach, beforeEach, describe, expect, it, type TestContext, vi } from "vitest";
import { toErrorReport } from "#core/errors";
import { packBundle, unpackBundle } from "#electron/bundles";
import { createProject } from "#electron/store";
import { zipOf } from "../packs/zip.ts";
import { smallDisk } from "./disks.ts";

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

describe("a bundle whose database is none of a project's", () => {
  const other = (): Buffer => {
    const file = join(root, "other.sqlite");
    const db = new DatabaseSync(file);
    db.exec("CREATE TABLE notes (text TEXT)");
    db.close();
    return readFileSync(file);
  };
  /** A project's own, with a page in its middle overwritten. */
  const damaged = (): Buffer => {
    createProject(join(root, "project"), "Cats", { author: "Ada", device: "here" }).close();
    const bytes = readFileSync(join(root, "project", "project.sqlite"));
    return Buffer.from(bytes.fill(0xff, 4096, 8192));
  };

  it.each([
    ["text", () => Buffer.from("x"), /is no project's/],
    ["nothing", () => Buffer.alloc(0), /is no project's/],
    ["another program's", other, /no Rea2Seg project database/],
    ["damaged", damaged, /is no project's/],
  ])("(%s) is refused, and nothing of it stays", async (_name, data, message) => {
    const dir = join(root, "sent");
    mkdirSync(dir);
    const file = join(dir, "cats.rea2seg");
    writeFileSync(file, zipOf([{ name: "project.sqlite", data: data() }]));
    const failure = toErrorReport(await unpackBundle(file, join(root, "elsewhere")).catch((thrown: unknown) => thrown));
    expect(failure).toMatchObject({ code: "bad-input", where: file });
    expect(failure.message).toMatch(message);
    expect(failure.message).not.toContain(".cats-");
    expect(readdirSync(dir)).toEqual(["cats.rea2seg"]);
    expect(readdirSync(root)).not.toContain("elsewhere");
  });
});

/** A disk of 6 MB; without one, which only root of a Linux can make, there is nothing to see. */
function fullDisk(context: TestContext): string {
  const disk = smallDisk("6m");
  if ("reason" in disk) context.skip(disk.reason);
  return "dir" in disk ? disk.dir : "";
}

describe("a disk that is full", () => {
  it("keeps the bundle that was to be replaced, and nothing half written", async (context) => {
    const dir = fullDisk(context);
    const store = createProject(join(root, "project"), "Cats", { author: "Ada", device: "here" });
    const { file } = await packBundle(store, join(dir, "cats.rea2seg"));
    const before = readFileSync(file);
    mkdirSync(join(root, "project", "images"), { recursive: true });
    writeFileSync(join(root, "project", "images", "large.png"), randomBytes(8 << 20));
    const failure = packBundle(store, file, { replace: true });
    expect(toErrorReport(await failure.catch((thrown: unknown) => thrown))).toMatchObject({ code: "disk-full" });
    store.close();
    expect(readdirSync(dir)).toEqual(["cats.rea2seg"]);
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  it("takes no bundle that it has no room for", async (context) => {
    const dir = fullDisk(context);
    const file = join(dir, "large.rea2seg");
    writeFileSync(file, zipOf([{ data: Buffer.alloc(9 << 20, "project"), name: "project.sqlite" }]));
    await expect(unpackBundle(file, join(root, "elsewhere"))).rejects.toMatchObject({ code: "disk-full" });
    expect(readdirSync(dir)).toEqual(["large.rea2seg"]);
  });
});
