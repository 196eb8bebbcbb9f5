import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { exportFormats } from "#electron/datasets/export";
import { readPredictions } from "#electron/datasets/predictions";
import { OutputFolder } from "#electron/datasets/writing";
import {
  exportTo,
  type FakeSample,
  fakeStore,
  filesOf,
  linesOf,
  maskOf,
  testFolder,
  writePicture,
} from "./export-support.ts";

const folder = testFolder("export");
const TRUTH = maskOf("##..", "....", "....");
const MINE = maskOf("....", "..##", "....");
const FORMATS = exportFormats.map(({ id }) => id);

let picture: string;
let project: string;
beforeAll(async () => {
  project = folder.path("project");
  mkdirSync(project);
  picture = await writePicture(folder.path("picture.png"), 4, 3);
});

const store = (samples: readonly Omit<FakeSample, "file">[]) =>
  fakeStore(
    project,
    samples.map((sample) => ({ groundTruth: TRUTH, ...sample, file: picture })),
  );

const CANDIDATE = { id: "c", source: "amg", rle: MINE, area: 2, bbox: [2, 1, 2, 1], rank: 1 } as const;
const candidate = { ...CANDIDATE, predictedIou: null, stability: null, score: null };

describe("which samples and masks go out", () => {
  const samples = [
    { id: "todo", status: "todo", mask: MINE },
    { id: "accepted", status: "accepted", mask: MINE },
    { id: "fixed", status: "fixed", mask: MINE },
    { id: "rejected", status: "rejected", mask: MINE },
  ] as const;

  async function masksOf(out: string) {
    const predictions = await readPredictions(out);
    const found: Record<string, unknown> = {};
    for (const id of predictions.ids()) found[id] = await predictions.get(id);
    return found;
  }

  it("all but the rejected ones, which the report counts, with a person's mask where that was judged", async () => {
    const out = folder.path("current");
    const report = await exportTo(await store(samples), "png", out);
    expect(report).toMatchObject({
      direction: "export",
      format: "png",
      path: out,
      taken: 3,
      skipped: 1,
      cancelled: false,
    });
    expect(report.reasons).toEqual([{ reason: "it was rejected", outcome: "skipped", count: 1 }]);
    expect(report.notes[0]).toMatchObject({ file: "rejected" });
    expect(await masksOf(out)).toEqual({ todo: TRUTH, accepted: MINE, fixed: MINE });
  });

  it("the dataset's masks alone", async () => {
    const out = folder.path("reference");
    await exportTo(await store(samples), "png", out, { masks: "reference" });
    expect(await masksOf(out)).toEqual({ todo: TRUTH, accepted: TRUTH, fixed: TRUTH });
  });

  it("those of the statuses that were named, rejected ones too", async () => {
    const out = folder.path("statuses");
    const report = await exportTo(await store(samples), "png", out, { status: ["rejected", "fixed"] });
    expect(report).toMatchObject({ taken: 2, skipped: 0 });
    expect(await masksOf(out)).toEqual({ rejected: TRUTH, fixed: MINE });
  });

  it("none without a mask, and then there is no folder", async () => {
    const out = folder.path("nothing");
    const report = await exportTo(await store([{ id: "a", groundTruth: null }]), "coco-rle", out);
    expect(report).toMatchObject({ taken: 0, skipped: 1 });
    expect(report.reasons).toEqual([{ reason: "it has no mask", outcome: "skipped", count: 1 }]);
    expect(existsSync(out)).toBe(false);
    expect(readdirSync(folder.path()).filter((name) => name.endsWith(".partial"))).toEqual([]);
  });

  it("writes every note to a file where one is asked for", async () => {
    const request = { notesFolder: folder.path("notes") };
    const report = await exportTo(await store(samples), "png", folder.path("with-notes"), request);
    expect(linesOf(report.notesFile as string)).toEqual(report.notes);
  });
});

describe("images", () => {
  it("leave their sample behind where the file is gone or another one, and the rest goes on", async () => {
    const other = await writePicture(folder.path("other.png"), 4, 3, 2);
    const third = await writePicture(folder.path("third.png"), 4, 3, 3);
    const samples: FakeSample[] = [
      { id: "here", file: picture, groundTruth: TRUTH },
      { id: "gone", file: other, groundTruth: TRUTH, imageStatus: "missing" },
      { id: "changed", file: third, groundTruth: TRUTH, imageStatus: "changed" },
    ];
    for (const format of ["own", "reasonseg", "coco-rle", "yolo"]) {
      const report = await exportTo(await fakeStore(project, samples), format, folder.path(`images-${format}`));
      expect(report).toMatchObject({ taken: 1, skipped: 2 });
      expect(report.reasons.map(({ reason }) => reason).sort()).toEqual([
        "its image is missing",
        "its image is no longer the one that was imported",
      ]);
    }
    // Masks alone need no picture.
    const report = await exportTo(await fakeStore(project, samples), "png", folder.path("images-png"));
    expect(report.taken).toBe(3);
  });
});

describe("the place of an export", () => {
  const one = () => store([{ id: "a" }]);

  it("may be an empty folder, and nothing that is there is touched", async () => {
    const empty = folder.path("empty");
    mkdirSync(empty);
    await exportTo(await one(), "png", empty);
    expect(filesOf(empty)).toEqual(["a.png", "names.jsonl"]);
    await expect(exportTo(await one(), "png", empty)).rejects.toMatchObject({ code: "conflict", where: empty });
    const file = folder.path("a-file");
    writeFileSync(file, "mine");
    await expect(exportTo(await one(), "png", file)).rejects.toMatchObject({ code: "conflict" });
    expect(readFileSync(file, "utf8")).toBe("mine");
  });

  it("is no link, not even to an empty folder", async () => {
    mkdirSync(folder.path("behind"));
    symlinkSync(folder.path("behind"), folder.path("link"));
    await expect(exportTo(await one(), "png", folder.path("link"))).rejects.toMatchObject({ code: "conflict" });
    expect(readdirSync(folder.path("behind"))).toEqual([]);
  });

  it("is none of the project's own files, also by a link to the project", async () => {
    symlinkSync(project, folder.path("alias"));
    for (const place of ["project/project.sqlite-wal", "project/images", "project/backups", "alias/images"]) {
      await expect(exportTo(await one(), "png", folder.path(place)), place).rejects.toMatchObject({
        code: "bad-input",
      });
    }
    await expect(exportTo(await one(), "png", project)).rejects.toMatchObject({ code: "bad-input" });
    await exportTo(await one(), "png", folder.path("project/handed-out"));
    expect(readdirSync(project)).toEqual(["handed-out"]);
  });

  it("may lie in folders that are not there yet; they go again where nothing is written", async () => {
    await exportTo(await one(), "png", folder.path("new", "deep", "out"));
    expect(filesOf(folder.path("new"))).toEqual(["deep/out/a.png", "deep/out/names.jsonl"]);
    const none = await exportTo(await one(), "png", folder.path("taken-none", "deep", "out"), { status: ["rejected"] });
    expect(none.taken).toBe(0);
    expect(existsSync(folder.path("taken-none"))).toBe(false);
    await expect(exportTo(await one(), "png", folder.path("project/images/a/b"))).rejects.toMatchObject({
      code: "bad-input",
    });
    expect(existsSync(folder.path("project/images"))).toBe(false);
  });

  it("names the file that it cannot lie below", async () => {
    writeFileSync(folder.path("in-the-way"), "");
    await expect(exportTo(await one(), "png", folder.path("in-the-way/x/out"))).rejects.toMatchObject({
      code: "bad-input",
      where: folder.path("in-the-way"),
    });
  });

  it("is cleared of what killed exports to it left, and of nothing else", async () => {
    const out = folder.path("killed", "out");
    const child = spawn(process.execPath, ["-e", ""]);
    await once(child, "exit");
    await OutputFolder.create(out, project);
    const [living] = readdirSync(folder.path("killed")) as [string];
    expect(living).toContain(`.${process.pid}.`);
    const dead = living.replace(`.${process.pid}.`, `.${child.pid}.`);
    const others = [dead.replace(".out.", ".out2."), dead.replace(/^\.out\.[^.]*/, ".out.elsewhere!"), `${dead}.mine`];
    for (const name of [dead, ...others]) {
      mkdirSync(folder.path("killed", name));
      writeFileSync(folder.path("killed", name, "a.png"), "");
    }
    await exportTo(await one(), "png", out);
    expect(readdirSync(folder.path("killed")).sort()).toEqual([living, ...others, "out"].sort());
  });

  it("refuses what it does not know before anything is made", async () => {
    const out = folder.path("unknown");
    await expect(exportTo(await one(), "gif", out)).rejects.toMatchObject({ code: "usage" });
    await expect(exportTo(await one(), "png", out, { options: { a: "b" } })).rejects.toMatchObject({ code: "usage" });
    const wrong = { options: { images: "perhaps" } };
    await expect(exportTo(await one(), "coco-rle", out, wrong)).rejects.toMatchObject({ code: "usage" });
    expect(existsSync(out)).toBe(false);
  });
});

describe("an export that does not come to its end", () => {
  const nothingLeft = (out: string) => {
    expect(existsSync(out)).toBe(false);
    expect(readdirSync(folder.path()).filter((name) => name.endsWith(".partial"))).toEqual([]);
  };

  it.each(FORMATS)("%s: leaves nothing when it is cancelled", async (format) => {
    const out = folder.path(`cancelled-${format}`);
    const abort = new AbortController();
    const samples = await store(["a", "b", "c"].map((id) => ({ id, candidates: [candidate] })));
    const onProgress = ({ done }: { done: number }) => done === 2 && abort.abort();
    const work = exportTo(samples, format, out, { signal: abort.signal, onProgress });
    await expect(work).rejects.toMatchObject({ code: "cancelled" });
    nothingLeft(out);
  });

  it("leaves nothing when it is strict and something cannot go", async () => {
    const out = folder.path("strict");
    const samples = await store([{ id: "a" }, { id: "b", groundTruth: null }]);
    const work = exportTo(samples, "png", out, { strict: true });
    await expect(work).rejects.toMatchObject({ code: "bad-input", where: "sample b" });
    nothingLeft(out);
  });

  it("leaves nothing when the store fails", async () => {
    const out = folder.path("failed");
    const good = await store([{ id: "a" }]);
    const failing = {
      ...good,
      *exportSamples() {
        yield* good.exportSamples();
        throw new Error("the store broke");
      },
    };
    await expect(exportTo(failing, "own", out)).rejects.toThrow("the store broke");
    nothingLeft(out);
  });

  it("does not take the place of what came to lie there meanwhile", async () => {
    const out = folder.path("meanwhile");
    const samples = await store([{ id: "a" }]);
    const onProgress = () => {
      mkdirSync(out, { recursive: true });
      writeFileSync(folder.path("meanwhile", "theirs"), "theirs");
    };
    await expect(exportTo(samples, "png", out, { onProgress })).rejects.toMatchObject({ code: "conflict" });
    expect(readdirSync(out)).toEqual(["theirs"]);
    expect(readdirSync(folder.path()).filter((name) => name.endsWith(".partial"))).toEqual([]);
  });
});

describe("hostile ids, splits and categories", () => {
  const IDS = ["../x", "../../../etc/x", "/abs", "C:\\x", "CON", "con .txt", "a/b", "a%2Fb", "é", "e\u0301", "a", "A"];
  const MORE = [
    "x".repeat(300),
    `${"x".repeat(300)}y`,
    "trailing.",
    "trailing ",
    ".hidden",
    "x",
    "x.ignore",
    "<b>",
    "\u202e",
    "\ud800",
  ];
  const ids = [...IDS, ...MORE];

  it.each(FORMATS)("%s: every sample goes out, and no file lies outside", async (format) => {
    const parent = folder.path(`hostile-${format}`);
    mkdirSync(parent);
    const samples = await store(
      ids.map((id) => ({ id, split: id, category: id, ignore: MINE, candidates: [candidate] })),
    );
    const report = await exportTo(samples, format, folder.path(`hostile-${format}`, "out"));
    expect(report).toMatchObject({ taken: ids.length, skipped: 0 });
    expect(readdirSync(parent)).toEqual(["out"]);
    for (const name of filesOf(folder.path(`hostile-${format}`, "out"))) {
      for (const part of name.split("/")) {
        expect(part).not.toMatch(/^(con|prn|aux|nul)\s*(\.|$)|[\\:*?"<>|]|[. ]$|^\./i);
        expect(Buffer.byteLength(part)).toBeLessThanOrEqual(200);
      }
    }
  });

  it("png: gives every mask back under its own id", async () => {
    const predictions = await readPredictions(folder.path("hostile-png", "out"));
    expect([...predictions.ids()].sort()).toEqual([...ids].sort());
    expect(predictions.problemCount).toBe(0);
    for (const id of ids) expect(await predictions.get(id)).toEqual(TRUTH);
  });

  it("nothing is written outside even where an exporter would", async () => {
    const output = await OutputFolder.create(folder.path("guarded"), project);
    for (const name of ["../x", "/x", "a/../../x", "a\\..\\x", "con/x"]) {
      await expect(output.write(name, "x"), name).rejects.toThrow();
    }
    await output.write("a/x", "1");
    await expect(output.write("a/x", "2")).rejects.toThrow("EEXIST");
    await output.discard();
  });
});
