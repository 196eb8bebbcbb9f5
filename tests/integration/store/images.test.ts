import { existsSync, renameSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { AppError } from "#core/errors";
import { openProject } from "#electron/store";
import { ada, later, probe, projectWith, reopen, rowMask, writeImage } from "./fixtures.ts";

describe("image files", () => {
  it("tells a missing, a changed and a merely touched file apart, and remembers none of it wrongly", async () => {
    const { dir, store, images } = await projectWith(1);
    const file = images[0] as string;
    const id = store.sample("s1").imageId;
    expect(store.imageStatus(id)).toBe("ok");
    expect(store.imageFile(id).file).toBe(file);

    utimesSync(file, 1000, 1000);
    expect(store.imageStatus(id)).toBe("ok");
    // Same length and another time: only the hash can tell.
    writeFileSync(file, "image 2.png");
    utimesSync(file, 2000, 2000);
    expect(store.imageStatus(id)).toBe("changed");
    expect(reopen(dir, store).sample("s1").imageStatus).toBe("changed");
  });

  it("shows a removed image as missing and takes it back when it is added again from elsewhere", async () => {
    const { dir, store, images } = await projectWith(1);
    const moved = join(dir, "moved.png");
    renameSync(images[0] as string, moved);
    const before = store.sample("s1");
    expect(before.imageStatus).toBe("missing");
    await store.addSamples([{ imagePath: moved, question: "Again?", id: "s2" }], { copy: false, probe });
    expect(store.sample("s1")).toMatchObject({ imageId: before.imageId, imageStatus: "ok", image: { path: moved } });
    expect(store.verify().ok).toBe(true);
  });

  it("copies images into the project under their hash, once for equal bytes", async () => {
    const { dir, store, images } = await projectWith(1);
    const twin = writeImage(dir, "twin.PNG", "same");
    const other = writeImage(dir, "other.png", "same");
    const report = await store.addSamples(
      [twin, other, twin].map((imagePath, i) => ({ imagePath, question: `Q${i}?` })),
      { copy: true, probe },
    );
    expect(report).toMatchObject({ added: 3, refused: [] });
    const details = report.sampleIds.map((id) => store.sample(id));
    expect(new Set(details.map((d) => d.imageId)).size).toBe(1);
    const image = details[0]?.image;
    expect(image?.stored).toBe("copied");
    expect(image?.path.startsWith(join(dir, "images", `${image.id.slice(0, 16)}-twin.PNG`))).toBe(true);
    expect(details[0]?.imageName).toBe("twin.PNG");
    expect(store.samples({ offset: 0, limit: 9 }).items.at(-1)?.imageName).toBe("twin.PNG");
    rmSync(twin);
    rmSync(other);
    expect(store.imageStatus(image?.id ?? "")).toBe("ok");
    expect(existsSync(images[0] as string)).toBe(true);
  });

  it("finds images inside the project after its folder has moved", async () => {
    const { dir, store } = await projectWith(0);
    writeImage(dir, "inside.png");
    await store.addSamples([{ imagePath: join(dir, "inside.png"), question: "Q?", id: "s1" }], { copy: false, probe });
    store.close();
    const elsewhere = `${dir}-moved`;
    renameSync(dir, elsewhere);
    const again = openProject(elsewhere, ada);
    later(() => again.close());
    expect(again.sample("s1")).toMatchObject({ imageStatus: "ok", image: { path: join(elsewhere, "inside.png") } });
  });

  it("refuses to copy a file that changes under its hands", async () => {
    const { dir, store } = await projectWith(0);
    const file = writeImage(dir, "moving.png");
    const lying = async (path: string) => ({ ...(await probe(path)), id: "0".repeat(64) });
    const report = await store.addSamples([{ imagePath: file, question: "Q?" }], { copy: true, probe: lying });
    expect(report).toMatchObject({ added: 0, refused: [{ message: expect.stringMatching(/changed while/) }] });
  });
});

describe("adding samples", () => {
  it("adds what is sound and says of the rest what is wrong and how to mend it", async () => {
    const { store, images } = await projectWith(1);
    const picky = async (path: string) => {
      if (path.endsWith("bad.png")) {
        throw new AppError({ code: "image-damaged", message: "bad.png is cut off.", cure: "Copy it again." });
      }
      return await probe(path);
    };
    const imagePath = images[0] as string;
    const report = await store.addSamples(
      [
        { imagePath: "/nowhere/bad.png", question: "Q?" },
        { imagePath, question: "Good?", id: "good", category: "spatial", groundTruth: rowMask(3) },
        { imagePath, question: "Twin?", id: "good" },
        { imagePath, question: "Known?", id: "s1" },
        { imagePath, question: "No id?", id: "" },
        { imagePath, question: "Big mask?", groundTruth: { size: [2, 2], counts: "4" } },
        { imagePath, question: "Broken mask?", groundTruth: { size: [12, 16], counts: "1" } },
      ],
      { copy: false, probe: picky },
    );
    expect(report.sampleIds).toEqual(["good"]);
    expect(report.refused).toHaveLength(6);
    expect(report.refused[0]).toEqual({
      imagePath: "/nowhere/bad.png",
      message: "bad.png is cut off.",
      cure: "Copy it again.",
    });
    for (const refused of report.refused) expect(refused.cure).not.toBe("");
    expect(store.sample("good")).toMatchObject({ category: "spatial", groundTruth: rowMask(3), ordinal: 1 });
    expect(store.verify().ok).toBe(true);
  });

  it("pages and searches the queue in order, with wildcards standing for themselves", async () => {
    const { store, images } = await projectWith(3);
    const imagePath = images[0] as string;
    await store.addSamples(
      [
        { imagePath, question: "What covers 50% of it?", id: "percent" },
        { imagePath, question: "What covers 500 of it?", id: "number" },
        { imagePath, question: "Under_score?", id: "under", category: "odd" },
      ],
      { copy: false, probe },
    );
    const ids = (query: Parameters<typeof store.samples>[0]) => store.samples(query).items.map((s) => s.id);
    expect(store.samples({ offset: 1, limit: 2 })).toMatchObject({ total: 6, items: [{ id: "s2" }, { id: "s3" }] });
    expect(ids({ offset: 0, limit: 9, search: "50%" })).toEqual(["percent"]);
    expect(ids({ offset: 0, limit: 9, search: "r_s" })).toEqual(["under"]);
    expect(ids({ offset: 0, limit: 9, search: "ODD" })).toEqual(["under"]);
    expect(store.samples({ offset: 1, limit: 1, search: "covers" })).toMatchObject({
      total: 2,
      items: [{ id: "number" }],
    });
    store.commit("s2", { ...store.sample("s2").state, verdict: { decision: "skipped", comment: "" } }, "skip");
    expect(ids({ offset: 0, limit: 9, status: ["skipped"] })).toEqual(["s2"]);
    expect(ids({ offset: 0, limit: 9, search: "question", status: ["todo"] })).toEqual(["s1", "s3"]);
  });

  it("takes 100,000 samples, and finds and pages among them", async () => {
    const { store, images } = await projectWith(1);
    const imagePath = images[0] as string;
    const count = 100_000;
    const samples = Array.from({ length: count }, (_, i) => ({
      imagePath,
      question: `What is number ${i}?`,
      id: `n${i}`,
    }));
    const report = await store.addSamples(samples, { copy: false, probe });
    expect(report.added).toBe(count);
    expect(store.samples({ offset: 99_999, limit: 5 }).items.map((s) => s.id)).toEqual(["n99998", "n99999"]);
    expect(store.samples({ offset: 0, limit: 5, search: "number 77777?" })).toMatchObject({
      total: 1,
      items: [{ id: "n77777" }],
    });
    expect(store.samples({ offset: 90_000, limit: 50, search: "What" }).items[0]?.ordinal).toBe(90_001);
    expect(store.counts().todo).toBe(count + 1);
    expect(store.verify().ok).toBe(true);
  });
});
