import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ensureBuilt } from "../../../electron/launch/build.mjs";
import { EVALUATOR, EVALUATOR_FILES, entriesOf, packOf, writeFolder } from "../packs/fixtures.ts";
import { zipOf } from "../packs/zip.ts";

const COMMAND = resolve(import.meta.dirname, "../../../electron/launch/rea2seg.mjs");

let dir: string;
beforeAll(async () => {
  await ensureBuilt({ targets: ["node"], log: () => {} });
  dir = mkdtempSync(join(tmpdir(), "rea2seg-cli-packs-"));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

interface Answer {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command with data and cache of their own, named after the test. */
const rea2seg = (home: string, ...args: string[]): Promise<Answer> => startCommand(home, args).answer;

function startCommand(home: string, args: readonly string[]): { child: ChildProcess; answer: Promise<Answer> } {
  const folder = (name: string) => join(dir, home, name);
  const env = {
    ...process.env,
    REA2SEG_CACHE_DIR: folder("cache"),
    REA2SEG_CONFIG_DIR: folder("config"),
    REA2SEG_DATA_DIR: folder("data"),
  };
  const child = spawn(process.execPath, [COMMAND, ...args], { env, stdio: ["ignore", "pipe", "pipe"] });
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (text) => {
    stdout += text;
  });
  child.stderr.on("data", (text) => {
    stderr += text;
  });
  const answer = new Promise<Answer>((done) => child.once("close", (code) => done({ code, stdout, stderr })));
  return { child, answer };
}

const packFolder = (name: string, files = packOf()) => writeFolder(join(dir, name), files);
function packZip(name: string, entries = entriesOf(packOf(), "judge/")): string {
  const file = join(dir, `${name}.zip`);
  writeFileSync(file, zipOf(entries));
  return file;
}

describe("rea2seg pack install", () => {
  it("takes a folder in, says where it is and what it may be used for; list and verify know it", async () => {
    const source = await packFolder("whole");
    const { code, stdout } = await rea2seg("whole-home", "pack", "install", source);
    expect(code).toBe(0);
    const place = join(dir, "whole-home", "data", "packs", "judge-1.0.0");
    expect(stdout).toMatch(/^judge 1\.0\.0: installed\n {2}parts {5}evaluator \(groups of 5/);
    expect(stdout).toContain(`  folder    ${place}`);
    const list = await rea2seg("whole-home", "pack", "list", "--json");
    expect(JSON.parse(list.stdout).packs.find((pack: { id: string }) => pack.id === "judge")).toMatchObject({
      dir: place,
      origin: "installed",
      evaluator: { groupSize: 5, cot: false },
      problem: null,
    });
    const verify = await rea2seg("whole-home", "pack", "verify", "judge");
    expect(verify.code).toBe(0);
    expect(verify.stdout).toContain("every file is as its manifest says");
  });

  it("takes a zip file in, once; --json prints the report alone", async () => {
    const source = packZip("good");
    for (const outcome of ["installed", "already installed"]) {
      const { code, stdout } = await rea2seg("zip-home", "pack", "install", source, "--json");
      expect(code).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({ id: "judge", version: "1.0.0", outcome, warnings: [] });
    }
  });

  it("keeps what is there unless --replace is said", async () => {
    await rea2seg("replace-home", "pack", "install", packZip("first"));
    const other = { ...EVALUATOR_FILES, "tokenizer.json": '{"other":1}' };
    const source = await packFolder("other", packOf(other, { evaluator: EVALUATOR }));
    const refused = await rea2seg("replace-home", "pack", "install", source, "--json");
    expect(refused.code).toBe(3);
    expect(JSON.parse(refused.stdout).error).toMatchObject({
      code: "conflict",
      cure: expect.stringContaining("--replace"),
    });
    const replaced = await rea2seg("replace-home", "pack", "install", source, "--replace");
    expect(replaced.stdout).toContain("judge 1.0.0: replaced");
  });

  it("warns on stderr of a SAM that is not there, and verify answers 4", async () => {
    const source = await packFolder("needy", packOf({}, { sam: "big-sam" }));
    const { code, stderr } = await rea2seg("needy-home", "pack", "install", source);
    expect(code).toBe(0);
    expect(stderr).toContain("big-sam");
    const verify = await rea2seg("needy-home", "pack", "verify");
    expect(verify.code).toBe(4);
    expect(verify.stderr).toContain("big-sam");
  });

  const refusals: [string, () => string | Promise<string>, number, string, RegExp][] = [
    [
      "a way out of the pack",
      () => packZip("slip", [...entriesOf(packOf()), { name: "..\\e", data: "x" }]),
      4,
      "model-broken",
      /\.\./,
    ],
    [
      "a file with another hash",
      () => packFolder("hash", { ...packOf(), "tokenizer.json": "[]" }),
      4,
      "model-broken",
      /tokenizer\.json/,
    ],
    ["a folder without a pack", () => packFolder("nothing", { "notes.txt": "x" }), 4, "model-missing", /pack\.json/],
    [
      "a pack.json that is a folder",
      () => packFolder("torn", { "pack.json/x": "x" }),
      4,
      "model-broken",
      /is a folder/,
    ],
    [
      "a key that a manifest does not have",
      () => packFolder("key", packOf({}, { discovery: { predIoU: 0.5 } as object })),
      4,
      "model-broken",
      /discovery: there is no key "predIoU" here/,
    ],
    ["a path that is not there", () => join(dir, "not-there"), 3, "not-found", /no such/],
  ];
  it.each(refusals)("refuses %s", async (_, source, exitCode, errorCode, message) => {
    const { code, stdout, stderr } = await rea2seg("refusal-home", "pack", "install", await source(), "--json");
    const { error } = JSON.parse(stdout);
    expect(error).toMatchObject({ code: errorCode, message: expect.stringMatching(message) });
    expect(code).toBe(exitCode);
    expect(stderr).toContain(error.cure);
    mkdirSync(join(dir, "refusal-home", "data", "packs"), { recursive: true });
    expect(readdirSync(join(dir, "refusal-home", "data", "packs"))).toEqual([]);
  });

  it("needs a path", async () => {
    expect((await rea2seg("usage-home", "pack", "install")).code).toBe(2);
  });
});

describe("an install that ends early", () => {
  const packs = (home: string) => readdirSync(join(dir, home, "data", "packs"));

  /** A pack large enough to be unpacking for a while, installed until its first word of progress. */
  async function endEarly(home: string, signal: "SIGINT" | "SIGKILL"): Promise<{ source: string; answer: Answer }> {
    const files = packOf({ "weights.bin": Buffer.alloc(96 << 20, 5) }, {});
    const source = packZip(
      home,
      entriesOf(files).map((entry) => ({ ...entry, stored: true })),
    );
    const { child, answer } = startCommand(home, ["pack", "install", source, "--json"]);
    child.stderr?.once("data", () => {
      child.kill(signal);
    });
    return { source, answer: await answer };
  }

  it("at Ctrl-C leaves nothing and answers 5", async () => {
    const { answer } = await endEarly("interrupted", "SIGINT");
    expect(JSON.parse(answer.stdout).error.code).toBe("cancelled");
    expect(answer.code).toBe(5);
    expect(packs("interrupted")).toEqual([]);
  });

  it("by a kill leaves no half pack, and the next one clears up", async () => {
    const { source } = await endEarly("killed", "SIGKILL");
    const list = JSON.parse((await rea2seg("killed", "pack", "list", "--json")).stdout).packs;
    expect(list.filter(({ origin }: { origin: string }) => origin === "installed")).toEqual([]);
    expect(packs("killed").every((name) => name.startsWith(".installing-"))).toBe(true);
    expect((await rea2seg("killed", "pack", "install", source)).code).toBe(0);
    expect(packs("killed")).toEqual(["judge-1.0.0"]);
    expect((await rea2seg("killed", "pack", "verify", "judge")).code).toBe(0);
  });
});

describe("rea2seg pack list", () => {
  it("shows a pack with a wrong manifest with its cure and still answers 0; verify answers 4", async () => {
    const torn = join(dir, "torn-home", "data", "packs", "torn");
    mkdirSync(torn, { recursive: true });
    writeFileSync(join(torn, "pack.json"), "{");
    const list = await rea2seg("torn-home", "pack", "list");
    expect(list.code).toBe(0);
    expect(list.stdout).toMatch(/problem {3}The pack's manifest is not JSON\.\n {2}cure {6}\S/);
    const verify = await rea2seg("torn-home", "pack", "verify", "--json");
    expect(verify.code).toBe(4);
    expect(JSON.parse(verify.stdout).error).toMatchObject({ code: "model-broken", where: torn });
  });
});
