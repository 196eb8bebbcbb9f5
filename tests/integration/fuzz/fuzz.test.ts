import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { formats } from "#electron/datasets";
import { bundleChild, type Failure, Lane } from "../../fuzz/run.ts";
import { SEEDS } from "../../fuzz/seeds/index.ts";
import { Fuzzer, targets } from "../../fuzz/targets.ts";

/**
 * Seeded fuzzing of everything that reads foreign files, each input in a process with a watchdog.
 *   REA2SEG_FUZZ=10000 npx vitest run tests/integration/fuzz     so many inputs a format
 *   REA2SEG_FUZZ_SEED=x                                         other inputs
 *   REA2SEG_FUZZ_ONLY=coco or coco:123                          one format, one input
 * Inputs that found something stay in the system's temporary folder, below rea2seg-fuzz-inputs.
 */
const INPUTS = Number(process.env.REA2SEG_FUZZ ?? 300);
const SEED = process.env.REA2SEG_FUZZ_SEED ?? "1";
const [ONLY, INDEX] = (process.env.REA2SEG_FUZZ_ONLY ?? "").split(":");
const LANES = 2;
/** So many inputs go to one process at a time. */
const ORDER = 300;
/** A hang costs five seconds, so a broken reader must not take the whole night. */
const MINUTES = 60_000;

let base = "";
let child = "";
let keeper: Fuzzer;
const lanes: Lane[] = [];
const idle: Lane[] = [];
const waiting: ((lane: Lane) => void)[] = [];

beforeAll(async () => {
  base = mkdtempSync(join(tmpdir(), "rea2seg-fuzz-"));
  child = await bundleChild(join(base, "bundle"));
  for (let i = 0; i < LANES; i++) {
    const place = join(base, `lane-${i}`);
    mkdirSync(place);
    lanes.push(new Lane(child, place, SEED));
  }
  idle.push(...lanes);
  keeper = new Fuzzer({ work: join(base, "keeper"), project: "", canary: "" }, SEED);
});
afterAll(() => {
  for (const lane of lanes) lane.close();
  rmSync(base, { recursive: true, force: true });
});

/** Where an input that found something stays. */
const kept = (target: string, index: number) => join(tmpdir(), "rea2seg-fuzz-inputs", `${target}-${SEED}-${index}`);

/** The next lane that is free. */
function lane(): Promise<Lane> {
  const free = idle.pop();
  return free ? Promise.resolve(free) : new Promise((resolve) => waiting.push(resolve));
}

function release(free: Lane): void {
  const next = waiting.shift();
  if (next) next(free);
  else idle.push(free);
}

test("every format has a seed", () => {
  expect(Object.keys(SEEDS).sort()).toEqual(formats.map(({ info }) => info.id).sort());
});

describe.concurrent(`${INPUTS} inputs each of seed ${SEED}`, { timeout: Math.max(10, INPUTS / 100) * MINUTES }, () => {
  const chosen = targets().filter((target) => ONLY === undefined || ONLY === "" || ONLY === target);
  test.each(chosen)("%s", async (target) => {
    const failures: Failure[] = [];
    let fed = 0;
    const total = { taken: 0, refused: 0, maxRssMb: 0 };
    const first = INDEX === undefined ? 0 : Number(INDEX);
    const inputs = INDEX === undefined ? INPUTS : 1;
    for (let from = first; from < first + inputs; from += ORDER) {
      const mine = await lane();
      try {
        const summary = await mine.run(target, from, Math.min(ORDER, first + inputs - from));
        failures.push(...summary.failures);
        fed += summary.taken + summary.refused;
        total.taken += summary.taken;
        total.refused += summary.refused;
        total.maxRssMb = Math.max(total.maxRssMb, summary.maxRssMb);
      } finally {
        release(mine);
      }
    }
    if (process.env.REA2SEG_FUZZ !== undefined) console.info(target, total);
    for (const { index } of failures) await keeper.keep(target, index, kept(target, index));
    expect(told(failures)).toBe("");
    expect(fed).toBe(inputs);
  });
});

/** What happened, the command that repeats it, and where the input is. */
function told(failures: readonly Failure[]): string {
  return failures
    .map(({ target, index, message }) => {
      const again = `REA2SEG_FUZZ_SEED=${SEED} REA2SEG_FUZZ_ONLY=${target}:${index} npx vitest run tests/integration/fuzz`;
      return `${target} ${index}: ${message}\n  ${again}\n  ${kept(target, index)}`;
    })
    .join("\n");
}
