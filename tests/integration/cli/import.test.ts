import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, expect, it } from "vitest";
import { rleArea } from "#core/masks";
import { transferReportSchema } from "#core/samples";
import { openProject, verifyProject } from "#electron/store";
import { ensureBuilt } from "../../../electron/launch/build.mjs";

const COMMAND = resolve(import.meta.dirname, "../../../electron/launch/rea2seg.mjs");
let dir: string;
let set: string;
beforeAll(async () => {
  await ensureBuilt({ targets: ["node"], log: () => {} });
  dir = mkdtempSync(join(tmpdir(), "rea2seg-import-"));
  set = join(dir, "ReasonSeg");
  const square = [
    [2, 2],
    [9, 2],
    [9, 9],
    [2, 9],
  ];
  for (const [split, name] of [
    ["train", "one"],
    ["val", "two"],
    ["val", "odd name"],
  ] as const) {
    mkdirSync(join(set, split), { recursive: true });
    const image = join(set, split, `${name}.jpg`);
    await sharp({
      create: {
        width: 20,
        height: 16,
        channels: 3,
        background: name === "one" ? "#123" : name === "two" ? "#456" : "#789",
      },
    })
      .jpeg()
      .toFile(image);
    const content = { text: [`Which is ${name}?`], is_sentence: true, shapes: [{ label: "target", points: square }] };
    writeFileSync(join(set, split, `${name}.json`), JSON.stringify(content));
  }
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

interface Answer {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function start(args: readonly string[]): { child: ChildProcess; answer: Promise<Answer> } {
  const env = {
    ...process.env,
    REA2SEG_CACHE_DIR: join(dir, "cache"),
    REA2SEG_CONFIG_DIR: join(dir, "config"),
    REA2SEG_DATA_DIR: join(dir, "data"),
  };
  const child = spawn(process.execPath, [COMMAND, "import", ...args], { env, stdio: ["ignore", "pipe", "pipe"] });
  const out = { stdout: "", stderr: "" };
  child.stdout.on("data", (text) => {
    out.stdout += text;
  });
  child.stderr.on("data", (text) => {
    out.stderr += text;
  });
  return { child, answer: new Promise((done) => child.once("close", (code) => done({ code, ...out }))) };
}
const run = (...args: string[]) => start(args).answer;
const project = (name: string) => join(dir, name);

function samplesOf(name: string) {
  const store = openProject(project(name), { author: "a", device: "d" });
  try {
    const { items } = store.samples({ offset: 0, limit: 100 });
    return items.map(({ id }) => store.sample(id));
  } finally {
    store.close();
  }
}

it("recognises a folder, makes the project, and answers what it did; a second import changes nothing", async () => {
  const first = await run("auto", set, "--project", project("auto"));
  expect(first).toMatchObject({ code: 0 });
  expect(first.stderr).toContain("Read as reasonseg");
  expect(first.stdout).toMatch(
    /Imported reasonseg from .*\n {2}taken {4}3, image files stay where they are\n {2}skipped {2}0/,
  );
  const samples = samplesOf("auto");
  expect(samples.map(({ id, question }) => [id, question])).toEqual([
    ["one", "Which is one?"],
    ["odd name", "Which is odd name?"],
    ["two", "Which is two?"],
  ]);
  expect(rleArea(samples[0]?.groundTruth as never)).toBe(64);
  expect(samples[0]?.image).toMatchObject({ stored: "referenced", path: join(set, "train", "one.jpg") });
  const again = await run("reasonseg", set, "--project", project("auto"), "--json");
  expect(transferReportSchema.parse(JSON.parse(again.stdout))).toMatchObject({
    taken: 0,
    present: 3,
    skipped: 0,
    notesFile: null,
  });
  expect(again.code).toBe(0);
  expect(verifyProject(project("auto"))).toMatchObject({ ok: true });
});

it("takes one split, a number of samples, and copies the images", async () => {
  const { stdout, code } = await run(
    "reasonseg",
    set,
    "--project",
    project("val"),
    "--split",
    "val",
    "--limit",
    "1",
    "--copy",
    "--json",
  );
  expect([code, JSON.parse(stdout).taken]).toEqual([0, 1]);
  const [sample] = samplesOf("val");
  expect(sample?.image.stored).toBe("copied");
  expect(sample?.image.path.startsWith(join(project("val"), "images"))).toBe(true);
});

it("a dry run and a source that cannot be read leave no project behind", async () => {
  const dry = await run("reasonseg", set, "--project", project("dry"), "--dry-run");
  expect(dry).toMatchObject({ code: 0, stdout: expect.stringMatching(/^Tried, nothing written.*\n {2}taken {4}3\n/) });
  const file = join(dir, "broken.json");
  writeFileSync(file, '{"images":[');
  const broken = await run("coco", file, "--project", project("dry"), "--json");
  expect(broken.code).toBe(3);
  expect(JSON.parse(broken.stdout)).toMatchObject({
    error: { code: "bad-input", where: expect.stringContaining("broken.json") },
  });
  expect(existsSync(project("dry"))).toBe(false);
});

it("reports by reason with examples and a file of all notes; strict writes nothing; exit 3 where nothing could be taken", async () => {
  const bad = join(dir, "bad");
  mkdirSync(bad);
  await sharp({ create: { width: 4, height: 4, channels: 3, background: "#abc" } })
    .jpeg()
    .toFile(join(bad, "a.jpg"));
  writeFileSync(join(bad, "a.json"), '{"text":["x"],"shapes":[]}');
  for (const name of ["b", "c", "d", "e"]) writeFileSync(join(bad, `${name}.json`), '{"text":["x"],"shapes":[]}');
  const { code, stdout } = await run("reasonseg", bad, "--project", project("bad"));
  expect(code).toBe(0);
  expect(stdout).toMatch(/skipped {2}4\n {10}4 {2}its image is missing\n/);
  expect(stdout.match(/\.json: Put/g)).toHaveLength(3);
  const notes = /all notes in (.*)/.exec(stdout)?.[1] as string;
  expect(readFileSync(notes, "utf8").trim().split("\n")).toHaveLength(4);
  const strict = await run("reasonseg", bad, "--project", project("strict"), "--strict");
  expect(strict).toMatchObject({ code: 3, stderr: expect.stringContaining("Strict reading stops here") });
  expect(existsSync(project("strict"))).toBe(false);
  rmSync(join(bad, "a.jpg"));
  rmSync(join(bad, "a.json"));
  await sharp({ create: { width: 4, height: 4, channels: 3, background: "#abc" } })
    .jpeg()
    .toFile(join(bad, "z.jpg"));
  writeFileSync(join(bad, "z.json"), "{");
  const nothing = await run("reasonseg", bad, "--project", project("nothing"));
  expect(nothing.code).toBe(3);
});

it("lists the formats, and refuses what it does not know with exit 2", async () => {
  const list = await run("--list", "--json");
  const ids = JSON.parse(list.stdout).formats.map(({ id }: { id: string }) => id);
  expect(ids.slice(0, 2)).toEqual(["own", "reasonseg"]);
  expect((await run("formats")).stdout).toContain("CAMO");
  const refused: [string[], string][] = [
    [["nope", set, "--project", project("x")], "reasonseg"],
    [["reasonseg", set], "--project"],
    [["reasonseg", set, "--project", project("x"), "--images", "y"], "Its options are split"],
    [["reasonseg", set, "--project", project("x"), "--option", "split"], "--option name=value"],
    [["reasonseg", set, "--project", project("x"), "--map", "image=a"], "no columns"],
    [["reasonseg", set, "--project", project("x"), "--copy", "--reference"], "not both"],
    [["reasonseg"], "--list"],
  ];
  for (const [args, words] of refused) {
    const { code, stderr } = await run(...args);
    expect([args, code, stderr.includes(words)]).toEqual([args, 2, true]);
  }
  expect((await run("reasonseg", join(dir, "none"), "--project", project("x"))).code).toBe(3);
  expect((await run("auto", join(dir, "config"), "--project", project("x"))).code).toBe(3);
});

it("Ctrl-C keeps what was taken, says so and exits with 5", async () => {
  const many = join(dir, "many");
  mkdirSync(join(many, "images"), { recursive: true });
  await sharp({ create: { width: 4, height: 4, channels: 3, background: "#abc" } })
    .png()
    .toFile(join(many, "images", "a.png"));
  const line = (n: number) => JSON.stringify({ id: `s${n}`, image: "images/a.png", question: "?".repeat(200) });
  writeFileSync(join(many, "samples.jsonl"), Array.from({ length: 120_000 }, (_, n) => line(n)).join("\n"));
  const { child, answer } = start(["own", many, "--project", project("many"), "--json"]);
  child.stderr?.once("data", () => child.kill("SIGINT"));
  const { code, stdout } = await answer;
  expect(code).toBe(5);
  const report = transferReportSchema.parse(JSON.parse(stdout));
  expect(report.cancelled).toBe(true);
  expect(report.taken).toBeLessThan(120_000);
  if (existsSync(project("many"))) expect(verifyProject(project("many"))).toMatchObject({ ok: true });
});
