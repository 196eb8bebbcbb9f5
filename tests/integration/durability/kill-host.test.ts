import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { encodeRle } from "#core/masks";
import type { SampleState } from "#core/samples";
import { openProject } from "#electron/store";
import { ensureBuilt } from "../../../electron/launch/build.mjs";

/**
 * The studio's web host, as a user runs it, is killed with SIGKILL at a random moment while edits stream in.
 * Every edit that was answered must be there afterwards and the log must verify.
 * `REA2SEG_KILL_ROUNDS=200 npx vitest run tests/integration/durability` is the long form.
 */
const ROUNDS = Number(process.env.REA2SEG_KILL_ROUNDS ?? 20);
const LONGEST_LIFE_MS = 400;
const ANSWER_LIMIT_MS = 20_000;

const home = mkdtempSync(join(tmpdir(), "rea2seg-kill-"));
const projectDir = join(home, "projects", "killed");
let seed = Number(process.env.REA2SEG_KILL_SEED ?? Date.now() % 1_000_000);
let nextEdit = 1;
/** Number of the last edit of each sample whose answer arrived. */
const acknowledged = new Map<string, number>();
/** Edits that were sent without an answer may have landed or not; both are right. */
const sent = new Map<string, number>();

function random(): number {
  // mulberry32: small, and the seed is printed so that a failure can be played again.
  seed = (seed + 0x6d2b79f5) | 0;
  let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
}

interface Host {
  readonly child: ChildProcess;
  readonly origin: string;
  readonly cookie: string;
}

async function startHost(): Promise<Host> {
  const child = spawn(process.execPath, [".vite/build/rea2seg.cjs", "web", "--no-open"], {
    env: {
      ...process.env,
      REA2SEG_CONFIG_DIR: join(home, "config"),
      REA2SEG_CACHE_DIR: join(home, "cache"),
      REA2SEG_DATA_DIR: join(home, "data"),
      REA2SEG_PROJECTS_DIR: join(home, "projects"),
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const lines: string[] = [];
  const url = await new Promise<URL>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on("line", (line) => {
        lines.push(line);
        const found = /http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]+/.exec(line);
        if (found) resolve(new URL(found[0]));
      });
    }
    child.once("exit", () => reject(new Error(lines.join("\n"))));
  });
  const welcome = await fetch(url, { redirect: "manual", signal: AbortSignal.timeout(ANSWER_LIMIT_MS) });
  const cookie = (welcome.headers.get("set-cookie") ?? "").split(";")[0] as string;
  return { child, origin: url.origin, cookie };
}

async function mutate<T>(host: Host, path: string, input: unknown): Promise<T> {
  const response = await fetch(`${host.origin}/trpc/${path}`, {
    method: "POST",
    headers: { cookie: host.cookie, origin: host.origin, "content-type": "application/json" },
    body: JSON.stringify(input),
    // An answer that never comes is a failure to be seen, not a test that hangs.
    signal: AbortSignal.timeout(ANSWER_LIMIT_MS),
  });
  const body = (await response.json()) as { result?: { data: T }; error?: unknown };
  if (!body.result) throw new Error(JSON.stringify(body.error));
  return body.result.data;
}

function stateOf(edit: number): SampleState {
  const data = new Uint8Array(16 * 16);
  for (let i = 0; i < 16; i++) data[i * 16 + (edit % 16)] = 1;
  return {
    chosenCandidateId: null,
    mask: encodeRle({ width: 16, height: 16, data }),
    prompts: { points: [{ x: edit, y: 1, label: 1 }], box: null },
    verdict: { decision: "accepted", comment: `edit ${edit}` },
  };
}

async function editUntilKilled(host: Host, projectId: string, samples: readonly string[]): Promise<void> {
  for (;;) {
    const sampleId = samples[Math.floor(random() * samples.length)] as string;
    const edit = nextEdit++;
    sent.set(sampleId, edit);
    try {
      await mutate(host, "review.commit", { projectId, sampleId, state: stateOf(edit), action: "accept" });
    } catch (thrown) {
      if (host.child.killed) return;
      throw thrown;
    }
    acknowledged.set(sampleId, edit);
  }
}

async function oneRound(samples: readonly string[]): Promise<void> {
  const host = await startHost();
  const { projectId } = await mutate<{ projectId: string }>(host, "projects.open", { dir: projectDir });
  const gone = once(host.child, "exit");
  setTimeout(() => host.child.kill("SIGKILL"), random() * LONGEST_LIFE_MS);
  await editUntilKilled(host, projectId, samples);
  await gone;
}

function lostEdits(samples: readonly string[]): { lost: readonly string[]; verified: unknown } {
  const store = openProject(projectDir, { author: "checker", device: "test" });
  try {
    const lost = samples.filter((id) => {
      const there = store.sample(id).state.prompts.points[0]?.x ?? 0;
      return there < (acknowledged.get(id) ?? 0) || there > (sent.get(id) ?? 0);
    });
    const { ok, chains, database, projection } = store.verify();
    return { lost, verified: ok ? true : { chains, database, projection } };
  } finally {
    store.close();
  }
}

describe("SIGKILL at a random moment", () => {
  let samples: readonly string[] = [];

  beforeAll(async () => {
    await ensureBuilt({ targets: ["node"], log: () => undefined });
    mkdirSync(join(home, "projects"), { recursive: true });
    const image = join(home, "grey.png");
    await sharp({ create: { width: 16, height: 16, channels: 3, background: "#808080" } })
      .png()
      .toFile(image);
    const host = await startHost();
    const { projectId } = await mutate<{ projectId: string }>(host, "projects.create", {
      dir: projectDir,
      title: "Killed",
    });
    const questions = ["Which one?", "Which other one?", "And this?"].map((question) => ({
      imagePath: image,
      question,
    }));
    const report = await mutate<{ sampleIds: string[] }>(host, "samples.add", {
      projectId,
      samples: questions,
      copy: true,
    });
    samples = report.sampleIds;
    const gone = once(host.child, "exit");
    host.child.kill("SIGKILL");
    await gone;
  });

  afterAll(() => rmSync(home, { recursive: true, force: true, maxRetries: 5 }));

  it(`loses no acknowledged edit in ${ROUNDS} rounds, and the project verifies after each`, {
    timeout: ROUNDS * 30_000,
  }, async () => {
    console.log(`seed ${seed}`);
    expect(samples).toHaveLength(3);
    for (let round = 1; round <= ROUNDS; round++) {
      await oneRound(samples);
      expect({ round, ...lostEdits(samples) }).toEqual({ round, lost: [], verified: true });
    }
    console.log(`${ROUNDS} rounds, ${nextEdit - 1} edits sent`);
    expect(acknowledged.size).toBeGreaterThan(0);
  });
});
