import { expect, it } from "vitest";
import { AppError } from "#core/errors";
import { Database } from "../../../electron/store/database.ts";
import { ImageIntake } from "../../../electron/store/image-intake.ts";
import { Images } from "../../../electron/store/images.ts";
import { Ledger } from "../../../electron/store/ledger.ts";
import { migrate } from "../../../electron/store/migrate.ts";
import { ada, later, scratchFolder } from "./fixtures.ts";
import { factsOf } from "./imported.ts";

function migrated(): Database {
  const db = new Database(":memory:");
  later(() => db.close());
  migrate(db);
  return db;
}

function intakeOf(
  limit: number,
  probe: (path: string) => Promise<ReturnType<typeof factsOf>>,
  copy = false,
  images?: Images,
) {
  const db = migrated();
  const ledger = new Ledger(db, ada, () => new Date());
  return new ImageIntake(ledger, images ?? new Images(db, scratchFolder()), { copy, probe }, limit);
}

it("remembers as many images as it may, the last ones that were met", async () => {
  const read: string[] = [];
  const intake = intakeOf(3, async (path) => {
    read.push(path);
    return factsOf(path);
  });
  for (let n = 0; n < 100; n++) await intake.take(new Set([`/${n}.png`]));
  expect(intake.size).toBe(3);
  await intake.take(new Set(["/97.png"]));
  await intake.take(new Set(["/new.png"]));
  expect(["/97.png", "/98.png", "/99.png", "/new.png"].map((path) => intake.has(path))).toEqual([
    true,
    false,
    true,
    true,
  ]);
  expect(read).toHaveLength(101);
});

it("gives a batch all of its images even where it may remember fewer", async () => {
  const intake = intakeOf(2, async (path) => factsOf(path));
  const paths = new Set(Array.from({ length: 10 }, (_, n) => `/${n}.png`));
  const taken = await intake.take(paths);
  expect([...taken.keys()].sort()).toEqual([...paths].sort());
  expect(intake.size).toBe(2);
});

it("tells a bad image as such, and ends at once where the project's own disk fails", async () => {
  const missing = new AppError({ code: "image-missing", message: "Gone.", cure: "Look." });
  const intake = intakeOf(9, async () => {
    throw missing;
  });
  expect((await intake.take(new Set(["/a.png"]))).get("/a.png")).toEqual({ problem: missing });

  const copying = intakeOf(9, async (path) => factsOf(path), true);
  // Copying from a file that is not there is that image's own failure, not the disk's.
  expect((await copying.take(new Set(["/nowhere/a.png"]))).get("/nowhere/a.png")).toMatchObject({
    problem: { code: "not-found" },
  });

  const full = new AppError({ code: "disk-full", message: "Full.", cure: "Free some." });
  const disk = new (class extends Images {
    isFull = true;
    override async place(...given: Parameters<Images["place"]>) {
      if (this.isFull) throw full;
      return await super.place(...given);
    }
  })(migrated(), scratchFolder());
  const filling = intakeOf(9, async (path) => factsOf(path), false, disk);
  const paths = new Set(["/a.png", "/b.png"]);
  await expect(filling.take(paths)).rejects.toBe(full);
  // What the disk refused is not held against the image.
  disk.isFull = false;
  expect([...(await filling.take(paths)).values()]).toMatchObject([{ width: 16 }, { width: 16 }]);
});
