import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { DatabaseSync } from "@photostructure/sqlite";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { decodeRle } from "#core/masks";
import { runResultSchema, segmentResultSchema } from "#core/samples";
import { doctorReportSchema } from "#electron/doctor";
import { createProject } from "#electron/store";
import { ensureBuilt } from "../../../electron/launch/build.mjs";

const COMMAND = resolve(import.meta.dirname, "../../../electron/launch/rea2seg.mjs");
const SIZE = { width: 320, height: 240 };

let dir: string;
let image: string;

beforeAll(async () => {
  await ensureBuilt({ targets: ["node"], log: () => {} });
  dir = mkdtempSync(join(tmpdir(), "rea2seg-cli-"));
  image = join(dir, "scene.png");
  await sharp(Buffer.from(SCENE)).png().toFile(image);
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** A red disc around (110, 120) and a green box with its corner at (210, 60). */
const SCENE = `<svg xmlns="http://www.w3.org/2000/svg" width="${SIZE.width}" height="${SIZE.height}">
  <rect width="100%" height="100%" fill="#334455"/><circle cx="110" cy="120" r="60" fill="#ee5522"/>
  <rect x="210" y="60" width="80" height="110" fill="#22cc44"/></svg>`;

interface Answer {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function startCommand(args: readonly string[]): { child: ChildProcess; answer: Promise<Answer>; stderr(): string } {
  const env = {
    ...process.env,
    REA2SEG_CACHE_DIR: join(dir, "cache"),
    REA2SEG_CONFIG_DIR: join(dir, "config"),
    REA2SEG_DATA_DIR: join(dir, "data"),
  };
  const child = spawn(process.execPath, [COMMAND, ...args], { env, stdio: ["ignore", "pipe", "pipe"] });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (text) => {
    stdout += text;
  });
  child.stderr.on("data", (text) => {
    stderr += text;
  });
  const answer = new Promise<Answer>((done) => child.once("close", (code) => done({ code, stdout, stderr })));
  return { child, answer, stderr: () => stderr };
}

const rea2seg = (...args: string[]) => startCommand(args).answer;

describe("rea2seg segment", () => {
  it("writes a PNG of the image's size whose mask is the disc, and says so", async () => {
    const out = join(dir, "mask.png");
    const { code, stdout } = await rea2seg("segment", "--image", image, "--point", "110,120", "--out", out);
    expect(code).toBe(0);
    expect(stdout).toContain(out);
    const { format, width, height, channels, depth } = await sharp(out).metadata();
    expect({ format, width, height, channels, depth }).toEqual({ format: "png", ...SIZE, channels: 1, depth: "uchar" });
    const mask = await sharp(out).extractChannel(0).raw().toBuffer();
    expect(new Set(mask)).toEqual(new Set([0, 255]));
    expect(discIou(mask, 255)).toBeGreaterThan(0.95);
  });

  it("prints one JSON document that holds the same mask, with points of both kinds", async () => {
    const args = ["segment", "--image", image, "--point", "110,120", "--point", "250,100,0", "--json"];
    const { code, stdout } = await rea2seg(...args);
    expect(code).toBe(0);
    const result = segmentResultSchema.parse(JSON.parse(stdout));
    expect(result.rle.size).toEqual([SIZE.height, SIZE.width]);
    expect(discIou(decodeRle(result.rle).data, 1)).toBeGreaterThan(0.95);
  });

  it("takes a box", async () => {
    const { stdout } = await rea2seg("segment", "--image", image, "--box", "205,55,295,175", "--json");
    const { bbox } = segmentResultSchema.parse(JSON.parse(stdout));
    for (const [index, value] of [210, 60, 80, 110].entries()) {
      expect(Math.abs((bbox[index] as number) - value)).toBeLessThanOrEqual(3);
    }
  });

  it("leaves nothing behind but what was asked for", async () => {
    mkdirSync(join(dir, "tidy"));
    await rea2seg("segment", "--image", image, "--point", "110,120", "--out", join(dir, "tidy", "m.png"));
    expect(readdirSync(join(dir, "tidy"))).toEqual(["m.png"]);
  });
});

/** IoU of a mask with the disc that was drawn. */
function discIou(mask: Uint8Array, set: number): number {
  let both = 0;
  let either = 0;
  for (let i = 0; i < mask.length; i++) {
    const inDisc = Math.hypot((i % SIZE.width) + 0.5 - 110, Math.floor(i / SIZE.width) + 0.5 - 120) <= 60;
    if (inDisc && mask[i] === set) both++;
    if (inDisc || mask[i] === set) either++;
  }
  return both / either;
}

describe("rea2seg run", () => {
  it("prints a run result, writes it and its candidates, and removes a longer run's leftovers", async () => {
    const out = join(dir, "run");
    mkdirSync(out);
    writeFileSync(join(out, "candidate-09.png"), "");
    writeFileSync(join(out, "notes.txt"), "mine");
    const args = ["run", "--image", image, "--question", "the red disc", "--attention", "clicks", "--point", "110,120"];
    const { code, stdout } = await rea2seg(...args, "--top", "2", "--out", out, "--json");
    expect(code).toBe(0);
    const result = runResultSchema.strict().parse(JSON.parse(stdout));
    expect(result).toMatchObject({ question: "the red disc", evaluator: "predicted-iou", attentionSource: "clicks" });
    expect(result.candidates.length).toBeGreaterThan(0);
    expect(result.candidates.length).toBeLessThanOrEqual(2);
    expect(JSON.parse(readFileSync(join(out, "run.json"), "utf8"))).toEqual(result);
    const pictures = result.candidates.map((candidate) => `candidate-0${candidate.rank}.png`);
    expect(readdirSync(out).sort()).toEqual([...pictures, "notes.txt", "run.json"].sort());
  });

  it("names SAM's own estimate as such where people read it", async () => {
    const { stdout } = await rea2seg(
      "run",
      "--image",
      image,
      "--question",
      "the disc",
      "--attention",
      "clicks",
      "--point",
      "110,120",
    );
    expect(stdout).toMatch(/Ranked by predicted-iou, SAM's own estimate/);
  });

  it("ends with 5 at Ctrl-C", async () => {
    const { child, answer, stderr } = startCommand([
      "run",
      "--image",
      image,
      "--question",
      "all",
      "--attention",
      "grid",
      "--json",
    ]);
    // The first step's name says that the worker has the job in hand.
    const interruptOnce = () => {
      if (!/^(load models|encode|discover) /m.test(stderr())) return;
      child.stderr?.off("data", interruptOnce);
      child.kill("SIGINT");
    };
    child.stderr?.on("data", interruptOnce);
    const { code, stdout } = await answer;
    expect(JSON.parse(stdout).error.code).toBe("cancelled");
    expect(code).toBe(5);
  });
});

describe("refusals", () => {
  const point = ["--point", "110,120"];
  const cases: [string, () => string[], number, string][] = [
    ["a malformed point", () => ["segment", "--image", image, "--point", "12"], 2, "usage"],
    ["no prompt at all", () => ["segment", "--image", image], 2, "usage"],
    ["a missing option", () => ["segment", ...point], 2, "usage"],
    ["an unknown option", () => ["segment", "--image", image, ...point, "--colour"], 2, "usage"],
    ["an unknown command", () => ["frobnicate"], 2, "usage"],
    ["a command group alone", () => ["pack"], 2, "usage"],
    ["a command of a later version", () => ["compare", dir, dir], 2, "unsupported"],
    ["a point outside the image", () => ["segment", "--image", image, "--point", "999,10"], 3, "bad-input"],
    ["a negative coordinate", () => ["segment", "--image", image, "--point", "-5,10"], 3, "bad-input"],
    ["a missing image", () => ["segment", "--image", join(dir, "none.png"), ...point], 3, "image-missing"],
    ["a text file named .png", () => ["segment", "--image", put("text.png", "words"), ...point], 3, "image-damaged"],
    ["an empty file", () => ["segment", "--image", put("empty.png", ""), ...point], 3, "image-damaged"],
    [
      "a missing folder",
      () => ["segment", "--image", image, ...point, "--out", join(dir, "no", "m.png")],
      3,
      "bad-input",
    ],
    [
      "an output that is no PNG",
      () => ["segment", "--image", image, ...point, "--out", join(dir, "m.jpg")],
      3,
      "bad-input",
    ],
    ["its input as output", () => ["segment", "--image", image, ...point, "--out", image], 3, "bad-input"],
    ["a folder that is no project", () => ["project", "verify", dir], 3, "bad-input"],
    [
      "an evaluator that is not there",
      () => ["run", "--image", image, "--question", "x", "--evaluator", "pack"],
      4,
      "model-missing",
    ],
    ["a pack that is not there", () => ["pack", "verify", "nothing"], 4, "model-missing"],
  ];

  it.each(cases)("%s", async (_, args, exitCode, errorCode) => {
    const { code, stdout, stderr } = await rea2seg(...args(), "--json");
    const { error } = JSON.parse(stdout);
    expect(error).toMatchObject({
      code: errorCode,
      message: expect.stringMatching(/\S/),
      cure: expect.stringMatching(/\S/),
    });
    expect(code).toBe(exitCode);
    expect(stderr).toContain(error.cure);
  });

  it("names the image's size to a point outside of it", async () => {
    const { stdout, stderr } = await rea2seg("segment", "--image", image, "--point", "999,10");
    expect(stdout).toBe("");
    expect(stderr).toContain("320 x 240");
  });
});

function put(name: string, text: string): string {
  writeFileSync(join(dir, name), text);
  return join(dir, name);
}

describe("rea2seg doctor and pack", () => {
  it("doctor reports versions, providers with reasons and the pack with its hashes", async () => {
    const { code, stdout } = await rea2seg("doctor", "--json");
    expect(code).toBe(0);
    const report = doctorReportSchema.parse(JSON.parse(stdout));
    expect(report.versions.onnxruntime).toMatch(/^1\./);
    expect(report.models?.attempts.every((attempt) => attempt.reason !== "")).toBe(true);
    expect(report.models?.packs[0]).toMatchObject({ id: "mobilesam", ok: true });
    expect(report.models?.packs[0]?.files.map((file) => file.path)).toContain("decoder.onnx");
  });

  it("pack verify passes on a whole pack, and names the file of a damaged one", async () => {
    const { code, stdout } = await rea2seg("pack", "verify", "mobilesam", "--json");
    expect(code).toBe(0);
    const folder = JSON.parse(stdout).packs[0].dir;
    writeFileSync(join(folder, "prompt-encoder.json"), "{}");
    const broken = await rea2seg("pack", "verify", "--json");
    expect(broken.code).toBe(4);
    expect(JSON.parse(broken.stdout).error).toMatchObject({ code: "model-broken" });
    expect(broken.stderr).toContain("prompt-encoder.json");
    expect((await rea2seg("pack", "list")).code).toBe(0);
  });
});

describe("rea2seg project verify", () => {
  it("passes on a sound project and answers 3 with the report on a damaged one", async () => {
    const folder = join(dir, "project");
    createProject(folder, "Test", { author: "a", device: "d" }).close();
    const sound = await rea2seg("project", "verify", folder, "--json");
    expect(sound.code).toBe(0);
    expect(JSON.parse(sound.stdout)).toMatchObject({ ok: true, database: "ok" });

    const database = new DatabaseSync(join(folder, "project.sqlite"));
    database.exec("DROP TRIGGER event_is_never_changed; UPDATE event SET at = '1999-01-01T00:00:00.000Z'");
    database.close();
    const damaged = await rea2seg("project", "verify", folder, "--json");
    expect(damaged.code).toBe(3);
    expect(JSON.parse(damaged.stdout)).toMatchObject({
      ok: false,
      chains: [{ ok: false }],
      cure: expect.stringContaining("project restore"),
    });

    const restored = await rea2seg("project", "restore", folder, "--json");
    expect(restored.code).toBe(0);
    expect(existsSync(JSON.parse(restored.stdout).kept)).toBe(true);
    expect((await rea2seg("project", "verify", folder)).code).toBe(0);
  });

  it("restore refuses a project that has no backup", async () => {
    const folder = join(dir, "no-backup");
    createProject(folder, "Test", { author: "a", device: "d" }).close();
    rmSync(join(folder, "backups"), { recursive: true, force: true });
    const { code, stderr } = await rea2seg("project", "restore", folder);
    expect(code).toBe(3);
    expect(stderr).toContain("no backup");
  });
});

describe("help", () => {
  it("lists the commands and the exit codes, and goes to stdout", async () => {
    const { code, stdout, stderr } = await rea2seg("--help");
    expect(code).toBe(0);
    expect(stdout).toMatch(/segment[\s\S]*Exit codes: 0 done, 2 usage/);
    expect(stderr).toBe("");
  });
});
