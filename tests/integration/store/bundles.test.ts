import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { packBundle, unpackBundle } from "#electron/bundles";
import { createProject, openProject, type ProjectStore, verifyProject } from "#electron/store";
import { plainPicture } from "../../mocks/services.ts";
import { zipOf } from "../packs/zip.ts";
import { probe } from "./fixtures.ts";

const identity = { author: "Ada", device: "here" };
let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "rea2seg-bundles-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** A project with one copied image and one that is only referred to, packed. */
async function packed(): Promise<{ file: string; sampleId: string; outside: readonly string[] }> {
  mkdirSync(join(root, "pictures"));
  const [inside, outside] = ["a.png", "b.png"].map((name) => join(root, "pictures", name)) as [string, string];
  await plainPicture("#c03030").toFile(inside);
  await plainPicture("#3030c0").toFile(outside);
  const store = createProject(join(root, "project"), "Cats", identity);
  const added = await store.addSamples([{ imagePath: inside, question: "Where is the cat?" }], { copy: true, probe });
  await store.addSamples([{ imagePath: outside, question: "And the dog?" }], { copy: false, probe });
  const report = await packBundle(store, join(root, "sent", "cats"));
  store.close();
  return { file: report.file, sampleId: added.sampleIds[0] as string, outside: report.outside };
}

const elsewhere = () => join(root, "elsewhere");

/** A project whose backup is gone before it could be packed. */
const brokenBackup = (store: ProjectStore): ProjectStore =>
  new Proxy(store, {
    get: (target, name) => {
      if (name === "backup") return () => ({ file: join(root, "gone.sqlite") });
      const value = Reflect.get(target, name, target) as unknown;
      return typeof value === "function" ? value.bind(target) : value;
    },
  });

function openCount(dir: string): number {
  const store = openProject(dir, identity);
  try {
    return [...store.exportSamples()].length;
  } finally {
    store.close();
  }
}

describe("a project bundle", () => {
  it("is the whole project in one file, and says which images are not in it", async () => {
    const { file, sampleId, outside } = await packed();
    expect(file).toBe(join(root, "sent", "cats.rea2seg"));
    expect(outside).toEqual([join(root, "pictures", "b.png")]);
    rmSync(join(root, "project"), { recursive: true });
    const { dir, fresh } = await unpackBundle(file, elsewhere());
    expect({ dir, fresh }).toEqual({ dir: join(root, "sent", "cats"), fresh: true });
    expect(verifyProject(dir)).toMatchObject({ ok: true, projection: [] });
    const store = openProject(dir, identity);
    expect(store.sample(sampleId).question).toBe("Where is the cat?");
    expect(store.imageStatus(store.sample(sampleId).imageId)).toBe("ok");
    store.close();
  });

  it("leaves out what it could not unpack, or what is none of the project's", async () => {
    const store = createProject(join(root, "project"), "Cats", identity);
    for (const name of ["images/.partial/x", ".git/config", "notes?.txt", "earlier.rea2seg", "mine.txt"]) {
      mkdirSync(join(root, "project", name, ".."), { recursive: true });
      writeFileSync(join(root, "project", name), name);
    }
    const { file, images } = await packBundle(store, join(root, "sent", "cats.REA2SEG"));
    store.close();
    expect([file, images]).toEqual([join(root, "sent", "cats.REA2SEG"), 0]);
    const { dir } = await unpackBundle(file, elsewhere());
    expect(readdirSync(dir).sort()).toEqual(["mine.txt", "project.sqlite", "unpacked-from.json"]);
  });

  it("overwrites nothing: not a file when packed, not a folder when unpacked", async () => {
    const { file } = await packed();
    mkdirSync(join(root, "sent", "cats"));
    writeFileSync(join(root, "sent", "cats", "mine.txt"), "mine");
    const { dir } = await unpackBundle(file, elsewhere());
    expect(dir).toBe(join(root, "sent", "cats 2"));
    expect(readdirSync(join(root, "sent", "cats"))).toEqual(["mine.txt"]);
    const store = openProject(dir, identity);
    const before = readFileSync(file);
    await expect(packBundle(store, file)).rejects.toMatchObject({ code: "conflict" });
    expect(readFileSync(file).equals(before)).toBe(true);
    store.close();
  });

  it("replaces a file only where somebody was asked, and the old one is whole until then", async () => {
    const { file } = await packed();
    const before = readFileSync(file);
    const store = openProject(join(root, "project"), identity);
    const added = [{ imagePath: join(root, "pictures", "b.png"), question: "Which?" }];
    await store.addSamples(added, { copy: true, probe });
    // What fails halfway leaves what was there.
    await expect(packBundle(brokenBackup(store), file, { replace: true })).rejects.toThrow();
    expect(readFileSync(file).equals(before)).toBe(true);
    expect(readdirSync(join(root, "sent"))).toEqual(["cats.rea2seg"]);
    // Without the ending another file was asked about than the one that would go.
    await expect(packBundle(store, join(root, "sent", "cats"), { replace: true })).rejects.toMatchObject({
      code: "conflict",
    });
    expect((await packBundle(store, file, { replace: true })).file).toBe(file);
    store.close();
    expect(readdirSync(join(root, "sent"))).toEqual(["cats.rea2seg"]);
    const { dir } = await unpackBundle(file, elsewhere());
    expect(openCount(dir)).toBe(3);
  });

  it.skipIf(process.platform === "win32")(
    "that replaces what a link leads to leaves the link, and no folder goes",
    async () => {
      const { file } = await packed();
      const store = openProject(join(root, "project"), identity);
      const link = join(root, "link.rea2seg");
      symlinkSync(file, link);
      await packBundle(store, link, { replace: true });
      expect(readlinkSync(link)).toBe(file);
      mkdirSync(join(root, "folder.rea2seg"));
      await expect(packBundle(store, join(root, "folder.rea2seg"), { replace: true })).rejects.toMatchObject({
        code: "conflict",
      });
      store.close();
    },
  );

  it("names an image that lies in the project's folder but does not travel", async () => {
    const store = createProject(join(root, "project"), "Cats", identity);
    mkdirSync(join(root, "project", ".hidden"));
    const image = join(root, "project", ".hidden", "a.png");
    await plainPicture("#c03030").toFile(image);
    await store.addSamples([{ imagePath: image, question: "Where?" }], { copy: false, probe });
    const { outside, images } = await packBundle(store, join(root, "sent", "cats"));
    expect({ outside, images }).toEqual({ outside: [image], images: 0 });
    store.close();
  });

  it("asks for its images without a look at one sample", async () => {
    const store = createProject(join(root, "project"), "Cats", identity);
    const blind = new Proxy(store, {
      get: (target, name) => {
        if (name === "exportSamples" || name === "sample") throw new Error(`${String(name)} was asked`);
        const value = Reflect.get(target, name, target) as unknown;
        return typeof value === "function" ? value.bind(target) : value;
      },
    });
    expect((await packBundle(blind, join(root, "sent", "cats"))).outside).toEqual([]);
    store.close();
  });

  it("opened once more finds the work that was done on it", async () => {
    const { file } = await packed();
    const first = await unpackBundle(file, elsewhere());
    expect(await unpackBundle(file, elsewhere())).toEqual({ dir: first.dir, fresh: false });
    // Another bundle of the same name is another project.
    const store = openProject(first.dir, identity);
    await store.addSamples([{ imagePath: join(root, "pictures", "b.png"), question: "Which?" }], { copy: true, probe });
    rmSync(file);
    await packBundle(store, file);
    store.close();
    expect(await unpackBundle(file, elsewhere())).toEqual({ dir: `${first.dir} 2`, fresh: true });
  });

  it.each([
    ["no zip at all", () => Buffer.from("not a zip")],
    ["no project", () => zipOf([{ name: "readme.txt", data: "hello" }])],
    [
      "a way out",
      () =>
        zipOf([
          { name: "project.sqlite", data: "x" },
          { name: "../evil.txt", data: "x" },
        ]),
    ],
    [
      "an absolute path",
      () =>
        zipOf([
          { name: "project.sqlite", data: "x" },
          { name: "/etc/evil", data: "x" },
        ]),
    ],
    [
      "a drive",
      () =>
        zipOf([
          { name: "project.sqlite", data: "x" },
          { name: "C:/evil", data: "x" },
        ]),
    ],
    [
      "a hidden file",
      () =>
        zipOf([
          { name: "project.sqlite", data: "x" },
          { name: ".bashrc", data: "x" },
        ]),
    ],
    ["a symbolic link", () => zipOf([{ name: "project.sqlite", data: "/etc/passwd", mode: 0o120777 }])],
    [
      "a name twice",
      () =>
        zipOf([
          { name: "project.sqlite", data: "x" },
          { name: "PROJECT.sqlite", data: "y" },
        ]),
    ],
    [
      "a write-ahead log",
      () =>
        zipOf([
          { name: "project.sqlite", data: "x" },
          { name: "project.sqlite-wal", data: "y" },
        ]),
    ],
    ["a lie about its size", () => zipOf([{ name: "project.sqlite", data: "x".repeat(5000), claims: 10 }])],
  ])("with %s is refused and leaves nothing behind", async (_name, make) => {
    const file = join(root, "bad.rea2seg");
    writeFileSync(file, make());
    await expect(unpackBundle(file, elsewhere())).rejects.toMatchObject({ code: "bad-input" });
    expect(readdirSync(root)).toEqual(["bad.rea2seg"]);
  });

  it.each([
    ["one entry", 1],
    ["thousands", 8000],
  ])("that claims what no project would, in %s, is refused before a byte is written", async (_name, count) => {
    const file = join(root, "bomb.rea2seg");
    const claims = { data: "x", claims: 0xfffffff0 };
    const name = (i: number) => (i === 0 ? "project.sqlite" : `images/${i}`);
    writeFileSync(file, zipOf(Array.from({ length: count }, (_, i) => ({ name: name(i), ...claims }))));
    const refusal = unpackBundle(file, elsewhere());
    await expect(refusal).rejects.toMatchObject({
      code: "bad-input",
      message: expect.stringMatching(/claims [\d.]+ GB/),
    });
    expect(readdirSync(root)).toEqual(["bomb.rea2seg"]);
  });

  it("with one bit turned on its way is refused, whole as it looks", async () => {
    const { file } = await packed();
    const bytes = readFileSync(file);
    // A picture's own bytes, which are stored as they are.
    const at = bytes.indexOf("IDAT") + 6;
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    const damaged = join(root, "damaged.rea2seg");
    writeFileSync(damaged, bytes);
    const refusal = unpackBundle(damaged, elsewhere());
    await expect(refusal).rejects.toMatchObject({ code: "bad-input", message: expect.stringContaining("damaged") });
    expect(readdirSync(root)).not.toContain("damaged");
  });

  it.skipIf(process.platform === "win32" || process.getuid?.() === 0)(
    "in a place that cannot be written is unpacked among the projects",
    async () => {
      const { file } = await packed();
      chmodSync(join(root, "sent"), 0o555);
      try {
        expect((await unpackBundle(file, elsewhere())).dir).toBe(join(elsewhere(), "cats"));
      } finally {
        chmodSync(join(root, "sent"), 0o755);
      }
    },
  );
});
