import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { AppError } from "#core/errors";
import { asReadError } from "#electron/datasets";
import { mutateTree } from "../../fuzz/mutate.ts";
import { random } from "../../fuzz/random.ts";
import { Lane } from "../../fuzz/run.ts";
import { Finding, Fuzzer, guard } from "../../fuzz/targets.ts";
import { readTree, type Tree } from "../../fuzz/tree.ts";

/** Does at input 2 what its target is called, and answers as child.ts does. */
const CHILD = `
const { writeFileSync } = require("node:fs");
const [work, project, canary] = process.argv.slice(2);
process.on("disconnect", () => process.exit(0));
process.on("message", ({ target, from, to }) => {
  for (let index = from; index < to; index++) {
    process.send({ type: "start", index });
    if (index !== 2) continue;
    if (target === "hangs") for (;;);
    if (target === "dies") process.abort();
    if (target === "leaves") process.exit(0);
    if (target === "eats") { const eaten = []; for (;;) eaten.push(new Array(1e6).fill(index)); }
    if (target === "writes beside") writeFileSync(work + "/beside.png", "x");
    if (target === "changes the canary") writeFileSync(canary + "/secret.json", "x");
    if (target === "writes home") writeFileSync(process.env.HOME + "/x", "x");
    if (target === "leaves a temporary file") writeFileSync(require("node:os").tmpdir() + "/x", "x");
    if (target === "writes where it may") { writeFileSync(work + "/in/tree", "x"); writeFileSync(project, "x"); }
  }
  process.send({ type: "done", taken: to - from, refused: 0, maxRssMb: 1 });
});
`;

let base = "";
let lane: Lane;
let places = 0;
beforeAll(() => {
  base = mkdtempSync(join(tmpdir(), "rea2seg-watchdog-"));
  writeFileSync(join(base, "child.cjs"), CHILD);
});
afterAll(() => rmSync(base, { recursive: true, force: true }));

async function run(target: string) {
  const place = join(base, `lane-${places++}`);
  mkdirSync(place);
  lane = new Lane(join(base, "child.cjs"), place, "1", { hangMs: 1_000, startMs: 20_000 });
  try {
    return await lane.run(target, 0, 5);
  } finally {
    lane.close();
  }
}

describe("the watchdog tells", () => {
  test.each([
    ["hangs", 2, /no answer within 1000 ms/],
    ["dies", 2, /ended with SIGABRT/],
    ["leaves", 2, /ended with 0/],
    ["eats", 2, /ended with|no answer/],
    ["writes beside", 0, /beside\.png/],
    ["changes the canary", 0, /something outside was changed/],
    ["writes home", 0, /home\/x/],
    ["leaves a temporary file", 0, /tmp\/x/],
  ])("who %s", async (target, index, message) => {
    const { failures } = await run(target);
    expect(failures).toEqual([{ target, index, message: expect.stringMatching(message) }]);
  });

  test("nothing of who behaves, and goes on after a hang", async () => {
    expect(await run("writes where it may")).toMatchObject({ failures: [], taken: 5 });
    expect((await run("hangs")).taken).toBe(2);
  });
});

describe("a refusal is an AppError that somebody foresaw", () => {
  const refusal = new AppError({ code: "bad-input", message: "No.", cure: "Yes." });

  test("which is no finding", async () => {
    expect(await guard(() => Promise.reject(refusal))).toBe("refused");
    expect(await guard(() => {})).toBe("taken");
  });

  test.each([
    ["another error", new TypeError("x is undefined"), /no AppError: TypeError/],
    [
      "what the registry made of another error",
      asReadError(new TypeError("x is undefined"), { title: "X" }, "x"),
      /nobody foresaw/,
    ],
    ["an internal one", new AppError({ code: "internal", message: "Bug.", cure: "Report it." }), /internal error/],
    ["no error at all", "text", /no AppError: text/],
  ])("%s is one", async (_name, thrown, message) => {
    const fed = guard(() => Promise.reject(thrown));
    await expect(fed).rejects.toThrow(message);
    await expect(fed).rejects.toBeInstanceOf(Finding);
  });
});

test("one seed gives one input, another seed another", () => {
  const files = new Map([
    ["a.json", Buffer.from('{"a": [1, 2, {"b": "c"}]}')],
    ["b.png", Buffer.alloc(64, 7)],
  ]);
  const tree: Tree = { files, links: new Map(), source: "" };
  const spelled = (seed: number) => {
    const { files: changed, links } = mutateTree(tree, random("x", seed));
    return JSON.stringify([[...changed].map(([name, bytes]) => [name, bytes.toString("base64")]), [...links]]);
  };
  const all = new Set(Array.from({ length: 50 }, (_, seed) => spelled(seed)));
  expect(spelled(3)).toBe(spelled(3));
  expect(all.size).toBeGreaterThan(40);
  expect([...files.values()].map((bytes) => bytes.length)).toEqual([25, 64]);
});

test("an input can be written again, the same as it was fed", async () => {
  const work = join(base, "again");
  const canary = join(base, "canary");
  mkdirSync(canary);
  const fuzzer = new Fuzzer({ work, project: join(base, "project"), canary }, "7");
  await fuzzer.run("reasonseg", 3);
  await new Fuzzer({ work: join(base, "keeper"), project: "", canary: "" }, "7").keep(
    "reasonseg",
    3,
    join(base, "kept"),
  );
  const spelled = (folder: string) => [...readTree(folder, folder).files].map(([name, bytes]) => [name, bytes.length]);
  expect(spelled(join(base, "kept"))).toEqual(spelled(join(work, "in", "tree")));
  expect(spelled(join(base, "kept")).length).toBeGreaterThan(3);
});
