import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { AppError } from "#core/errors";
import { createProject, type ImageProbe, type NewSample } from "#electron/store";
import { smallDisk } from "./disks.ts";
import {
  ada,
  candidate,
  later,
  probe,
  projectWith,
  reopen,
  rowMask,
  runResult,
  scratchFolder,
  stateWith,
  writeImage,
} from "./fixtures.ts";

/** A probe that counts its calls by path. */
function countingProbe(): { probe: ImageProbe; calls: Map<string, number> } {
  const calls = new Map<string, number>();
  return {
    calls,
    probe: async (path) => {
      calls.set(path, (calls.get(path) ?? 0) + 1);
      return await probe(path);
    },
  };
}

const emptyMask = { size: [12, 16] as const, counts: "P6" };

describe("an import", () => {
  it("keeps all that a dataset says of a sample", async () => {
    const { dir, store, images } = await projectWith(1);
    const details = { answer: "the cup", boxes: [[1, 2.5, 3, 4]], nested: { b: null, a: "é" }, __proto__key: true };
    const imagePath = images[0] as string;
    const report = await store.beginImport({ copy: false, probe }).add([
      {
        imagePath,
        id: "full",
        question: "Which?",
        category: "kitchen",
        kind: ["spatial", "attribute"],
        split: "val",
        groundTruth: rowMask(3),
        ignore: rowMask(5, 4),
        details,
      },
      { imagePath, id: "none", question: "Nothing of the kind?", groundTruth: emptyMask },
      { imagePath, question: "No id?" },
    ]);
    expect(report).toEqual({ added: 3, present: 0, refused: [] });
    const again = reopen(dir, store);
    expect(again.sample("full")).toMatchObject({
      category: "kitchen",
      kind: ["spatial", "attribute"],
      split: "val",
      groundTruth: rowMask(3),
      ignore: rowMask(5, 4),
    });
    expect(again.sample("none")).toMatchObject({ groundTruth: emptyMask, ignore: null, kind: [], split: "" });
    const exported = [...again.exportSamples()];
    expect(exported[1]?.details).toEqual(details);
    expect(exported[2]?.details).toEqual({});
    expect(again.verify()).toMatchObject({ ok: true, projection: [] });
  });

  it("reads an image once, in however many batches it comes", async () => {
    const { store, images } = await projectWith(2);
    const counting = countingProbe();
    const importing = store.beginImport({ copy: true, probe: counting.probe });
    for (let batch = 0; batch < 5; batch++) {
      const samples = images.map((imagePath, i) => ({ imagePath, id: `${batch}-${i}`, question: "Q?" }));
      expect(await importing.add(samples)).toMatchObject({ added: 2, refused: [] });
    }
    expect([...counting.calls.values()]).toEqual([1, 1]);
    expect(store.verify().ok).toBe(true);
  });

  it("counts what the project has already as present without looking at its image, and changes nothing of it", async () => {
    const { store, images } = await projectWith(2);
    const counting = countingProbe();
    const { events } = store.verify();
    const importing = store.beginImport({ copy: false, probe: counting.probe });
    const samples = images.map((imagePath, i) => ({ imagePath, id: `s${i + 1}`, question: "Changed?" }));
    expect(await importing.add(samples)).toEqual({ added: 0, present: 2, refused: [] });
    expect(counting.calls.size).toBe(0);
    expect(store.sample("s1").question).toBe("Question 1?");
    expect(store.verify().events).toBe(events);
  });

  it("refuses a second sample of the same id, in its batch or a later one: nothing is dropped without a word", async () => {
    const { store, images } = await projectWith(1);
    const imagePath = images[0] as string;
    const importing = store.beginImport({ copy: false, probe });
    const twin = (question: string): NewSample => ({ imagePath, id: "twin", question });
    expect(await importing.add([twin("A?"), twin("B?")])).toMatchObject({
      added: 1,
      present: 0,
      refused: [{ index: 1 }],
    });
    const next = await importing.add([twin("C?")]);
    expect(next).toMatchObject({
      added: 0,
      present: 0,
      refused: [{ index: 0, message: expect.stringMatching(/"twin"/) }],
    });
    const again = store.beginImport({ copy: false, probe });
    expect(await again.add([twin("A?")])).toEqual({ added: 0, present: 1, refused: [] });
  });

  it("refuses by sample what cannot be kept, by its place in the batch", async () => {
    const { store, images } = await projectWith(1);
    const imagePath = images[0] as string;
    const deep: Record<string, unknown> = {};
    let inside = deep;
    for (let level = 0; level < 100_000; level++) {
      const next = {};
      inside.in = next;
      inside = next;
    }
    const bad: NewSample[] = [
      { imagePath, id: "nan", question: "Q?", details: { value: Number.NaN } },
      { imagePath, id: "infinite", question: "Q?", details: { value: [1, Number.NEGATIVE_INFINITY] } },
      { imagePath, id: "big", question: "Q?", details: { value: 10n } },
      { imagePath, id: "deep", question: "Q?", details: deep },
      { imagePath, id: "ignore size", question: "Q?", ignore: { size: [16, 12], counts: "P6" } },
      { imagePath, id: "ignore runs", question: "Q?", ignore: { size: [12, 16], counts: "1" } },
      { imagePath, id: "mask size", question: "Q?", groundTruth: { size: [2, 2], counts: "4" } },
      { imagePath: "/nowhere/at-all.png", id: "image", question: "Q?" },
    ];
    const picky: ImageProbe = async (path) => {
      if (!path.startsWith("/nowhere")) return await probe(path);
      throw new AppError({ code: "image-missing", message: "It is not there.", cure: "Look for it." });
    };
    const good = (id: string): NewSample => ({ imagePath, id, question: "Q?" });
    const importing = store.beginImport({ copy: false, probe: picky });
    const report = await importing.add([good("first"), ...bad, good("last")]);
    expect(report.added).toBe(2);
    expect(report.refused.map((r) => r.index)).toEqual(bad.map((_, i) => i + 1));
    expect(report.refused[0]?.message).toMatch(/NaN/);
    expect(report.refused.at(-1)).toEqual({ index: 8, message: "It is not there.", cure: "Look for it." });
    for (const { cure } of report.refused) expect(cure).not.toBe("");
    expect(store.samples({ offset: 1, limit: 9 }).items.map((s) => s.id)).toEqual(["first", "last"]);
    expect(store.verify().ok).toBe(true);
  });

  it("lets people work between its batches, and takes batches in the order in which they were given", async () => {
    const { store, images } = await projectWith(1);
    const imagePath = images[0] as string;
    const importing = store.beginImport({ copy: false, probe });
    const batch = (name: string) => [0, 1].map((n) => ({ imagePath, id: `${name}${n}`, question: "Q?" }));
    const both = Promise.all([importing.add(batch("a")), importing.add(batch("b"))]);
    expect(store.commit("s1", stateWith({ mask: rowMask(1) }), "t").undoDepth).toBe(1);
    await both;
    expect(store.samples({ offset: 1, limit: 9 }).items.map((s) => s.id)).toEqual(["a0", "a1", "b0", "b1"]);
    store.close();
    await expect(importing.add(batch("c"))).rejects.toThrow(/has been closed/);
  });

  it("ends where the project's own disk is full, keeps the batches before, and goes on once there is space", async (test) => {
    const disk = smallDisk("6m");
    if ("reason" in disk) return test.skip(`no small disk can be mounted here: ${disk.reason}`);
    const imagePath = writeImage(scratchFolder(), "a.png");
    const store = createProject(join(disk.dir, "project"), "Test", ada);
    later(() => store.close());
    const ballast = join(disk.dir, "ballast");
    writeFileSync(ballast, Buffer.alloc(3 << 20));
    const importing = store.beginImport({ copy: false, probe });
    const batch = (n: number) =>
      Array.from({ length: 20 }, (_, i) => ({ imagePath, id: `${n}-${i}`, question: "x".repeat(5000) }));
    let whole = 0;
    const fill = async () => {
      for (; whole < 1000; whole++) await importing.add(batch(whole));
    };
    await expect(fill()).rejects.toMatchObject({ code: "disk-full" });
    expect(store.samples({ offset: 0, limit: 1 }).total).toBe(20 * whole);
    rmSync(ballast);
    expect(await importing.add(batch(whole))).toEqual({ added: 20, present: 0, refused: [] });
    expect(store.verify().ok).toBe(true);
  });

  it("takes 20,000 samples on 40 images in batches and gives them back in order", async () => {
    const { dir, store } = await projectWith(0);
    const folder = join(dir, "pictures");
    mkdirSync(folder);
    const files = Array.from({ length: 40 }, (_, i) => writeImage(folder, `${i}.png`));
    const counting = countingProbe();
    const importing = store.beginImport({ copy: false, probe: counting.probe });
    const count = 20_000;
    const sampleAt = (n: number): NewSample => ({
      imagePath: files[n % 40] as string,
      id: `n${n}`,
      question: n % 10 === 9 ? "" : `What is number ${n}?`,
      groundTruth: rowMask(n % 12, 1 + (n % 16)),
      split: n % 2 ? "val" : "train",
    });
    for (let first = 0; first < count; first += 1000) {
      const samples = Array.from({ length: 1000 }, (_, i) => sampleAt(first + i));
      expect(await importing.add(samples)).toEqual({ added: 1000, present: 0, refused: [] });
    }
    expect(counting.calls.size).toBe(40);
    expect(store.counts()).toMatchObject({ todo: 18_000, "needs-question": 2000 });
    expect(store.samples({ offset: 12_345, limit: 2 }).items.map((s) => s.id)).toEqual(["n12345", "n12346"]);
    expect(store.samples({ offset: 9000, limit: 1, status: ["todo"] }).items[0]?.id).toBe("n10000");
    expect(store.nextOpen(19)?.id).toBe("n20");
    let next = 0;
    for (const { id, ordinal, groundTruth, split } of store.exportSamples()) {
      const due = sampleAt(next);
      expect([id, ordinal, split]).toEqual([due.id, next, due.split]);
      expect(groundTruth).toEqual(due.groundTruth);
      next++;
    }
    expect(next).toBe(count);
    const mixed = [...store.exportSamples(["todo", "needs-question"])].map((sample) => sample.ordinal);
    expect(mixed).toEqual(Array.from({ length: count }, (_, n) => n));
    expect(store.verify().ok).toBe(true);
  });
});

describe("an export's samples", () => {
  it("carry the person's mask, status and comment, and only those of the statuses asked for", async () => {
    const { store } = await projectWith(3);
    store.recordRun("s1", runResult([candidate("c1", 1)]));
    store.commit("s1", stateWith({ mask: rowMask(1), verdict: { decision: "fixed", comment: "edge" } }), "fix");
    store.commit("s2", stateWith({ mask: rowMask(2) }), "draw");
    store.commit("s2", stateWith({ mask: rowMask(3) }), "draw");
    store.undo("s2");
    const all = [...store.exportSamples()];
    expect(all.map((s) => [s.id, s.ordinal, s.status, s.mask, s.comment])).toEqual([
      ["s1", 0, "fixed", rowMask(1), "edge"],
      ["s2", 1, "started", rowMask(2), ""],
      ["s3", 2, "todo", null, ""],
    ]);
    expect(all[0]).toMatchObject({ imageName: "1.png", image: store.sample("s1").image, question: "Question 1?" });
    expect([...store.exportSamples(["todo", "fixed"])].map((s) => s.id)).toEqual(["s1", "s3"]);
    expect([...store.exportSamples([])]).toEqual([]);
  });

  it("are read as they are when their turn comes, while work goes on between two of them", async () => {
    const { store, images } = await projectWith(3);
    const imagePath = images[0] as string;
    const seen: string[] = [];
    for (const sample of store.exportSamples(["todo"])) {
      seen.push(sample.id);
      if (sample.id !== "s1") continue;
      store.commit("s1", stateWith({ mask: rowMask(1) }), "t");
      store.commit("s2", stateWith({ mask: rowMask(1) }), "t");
      await store.addSamples([{ imagePath, id: "s4", question: "New?" }], { copy: false, probe });
      store.backup();
    }
    expect(seen).toEqual(["s1", "s3"]);
    expect([...store.exportSamples()].map((s) => s.status)).toEqual(["started", "started", "todo", "todo"]);
    const half = store.exportSamples();
    half.next();
    store.close();
    expect(() => half.next()).toThrow(/has been closed/);
  });
});
