import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface, type Interface } from "node:readline";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import {
  type Bitmap,
  decodeRle,
  encodeRle,
  mergeRles,
  polygonsToRle,
  type Rle,
  rleDifference,
  rleIouMatrix,
} from "#core/masks";

/** Numbers in [0, 1) from a seed (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The outline of an object: a circle bent by a few waves, 40 to 160 points with two decimals, as annotators draw. */
function outline(random: () => number, cx: number, cy: number, radius: number): number[] {
  const corners = 40 + Math.floor(random() * 120);
  const waves = Array.from({ length: 5 }, (_, k) => [(random() * 0.35) / (k + 1), random() * 2 * Math.PI] as const);
  const stretch = 0.4 + random() * 1.2;
  return Array.from({ length: corners }, (_, i) => {
    const angle = (2 * Math.PI * i) / corners;
    const bend = waves.reduce((sum, [size, phase], k) => sum + size * Math.sin((k + 2) * angle + phase), 1);
    const [x, y] = [cx + radius * bend * Math.cos(angle), cy + radius * stretch * bend * Math.sin(angle)];
    return [Math.round(x * 100) / 100, Math.round(y * 100) / 100];
  }).flat();
}

interface Scene {
  readonly side: number;
  readonly polygons: readonly (readonly (readonly number[])[])[];
  readonly bitmaps: readonly Bitmap[];
  readonly rles: readonly Rle[];
}

/** Objects of one to three parts, small to large, half of them with holes. */
function makeScene(side: number, count: number, seed: number): Scene {
  const random = randomNumbers(seed);
  const polygons: number[][][] = [];
  const rles: Rle[] = [];
  for (let n = 0; n < count; n++) {
    const [cx, cy, radius] = [random() * side, random() * side, side * (0.03 + 0.3 * random() ** 2)];
    const parts = Array.from({ length: 1 + Math.floor(random() * 3) }, () =>
      outline(random, cx + (random() - 0.5) * 2 * radius, cy + (random() - 0.5) * 2 * radius, radius),
    );
    polygons.push(parts);
    const whole = polygonsToRle(parts, side, side);
    const holes = Array.from({ length: n % 2 === 0 ? 0 : 1 + Math.floor(random() * 4) }, () =>
      outline(random, cx + (random() - 0.5) * radius, cy + (random() - 0.5) * radius, radius / 5),
    );
    rles.push(rleDifference(whole, polygonsToRle(holes, side, side)));
  }
  return { side, polygons, rles, bitmaps: rles.map(decodeRle) };
}

const OPERATIONS = ["encode", "decode", "iou", "merge_pairs", "merge_all", "polygons"] as const;
type Operation = (typeof OPERATIONS)[number];

const OURS: Record<Operation, (scene: Scene) => unknown> = {
  encode: ({ bitmaps }) => bitmaps.map(encodeRle),
  decode: ({ rles }) => rles.reduce((rows, rle) => rows + decodeRle(rle).height, 0),
  iou: ({ rles }) =>
    rleIouMatrix(
      rles,
      rles,
      rles.map(() => false),
    ),
  merge_pairs: ({ rles }) => rles.slice(1).map((rle, i) => mergeRles([rles[i] as Rle, rle], "union")),
  merge_all: ({ rles }) => mergeRles(rles, "union"),
  polygons: ({ polygons, side }) => polygons.map((parts) => polygonsToRle(parts, side, side)),
};

/** The python process that answers for pycocotools; its first line says its version. */
class Reference {
  private readonly lines: AsyncIterator<string>;
  private constructor(
    private readonly child: ChildProcess,
    reader: Interface,
  ) {
    this.lines = reader[Symbol.asyncIterator]();
  }

  static async start(python: string, script: string): Promise<{ reference: Reference; version: string } | null> {
    const child = spawn(python, [script], { stdio: ["pipe", "pipe", "ignore"] });
    const started = await new Promise<boolean>((resolve) => {
      child.once("spawn", () => resolve(true));
      child.once("error", () => resolve(false));
    });
    if (!started || !child.stdout) return null;
    const reference = new Reference(child, createInterface(child.stdout));
    const first = await reference.lines.next();
    return first.done ? null : { reference, version: (JSON.parse(first.value) as { version: string }).version };
  }

  async ask(...command: (string | number)[]): Promise<unknown> {
    this.child.stdin?.write(`${JSON.stringify(command)}\n`);
    const line = await this.lines.next();
    if (line.done) throw new Error(`pycocotools' process ended at "${command.join(" ")}".`);
    return (JSON.parse(line.value) as { reply: unknown }).reply;
  }

  stop(): void {
    this.child.stdin?.end();
  }
}

async function writeScene(folder: string, { side, polygons, bitmaps }: Scene): Promise<void> {
  await writeFile(path.join(folder, "masks.json"), JSON.stringify({ size: [side, side], polygons }));
  for (const [i, { data }] of bitmaps.entries()) await writeFile(path.join(folder, `${i}.bin`), data);
}

/** Refuses to compare the times of different answers. */
async function checkAnswers(folder: string, scene: Scene): Promise<void> {
  const theirs = JSON.parse(await readFile(path.join(folder, "answers.json"), "utf8")) as Record<Operation, unknown>;
  const counts = (rles: unknown) => (rles as Rle[]).map((rle) => rle.counts);
  const ours = {
    encode: counts(OURS.encode(scene)),
    iou: [...(OURS.iou(scene) as Float64Array)],
    merge_pairs: counts(OURS.merge_pairs(scene)),
    merge_all: (OURS.merge_all(scene) as Rle).counts,
    polygons: counts(OURS.polygons(scene)),
  };
  for (const [name, answer] of Object.entries(ours)) {
    if (JSON.stringify(answer) !== JSON.stringify(theirs[name as Operation])) {
      throw new Error(`${name} at ${scene.side} x ${scene.side} is not what pycocotools answers.`);
    }
  }
  const same = scene.rles.every(
    (rle, i) => Buffer.compare(decodeRle(rle).data, (scene.bitmaps[i] as Bitmap).data) === 0,
  );
  if (!same) throw new Error(`decode at ${scene.side} x ${scene.side} does not give the masks back.`);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return ((sorted[(sorted.length - 1) >> 1] as number) + (sorted[sorted.length >> 1] as number)) / 2;
}

export interface MaskFigure {
  readonly side: number;
  readonly masks: number;
  readonly operation: Operation;
  readonly ours: number;
  readonly pycocotools: number;
  /** Median of the rounds' ratios: what slows the machine down for a while slows both of a round. */
  readonly ratio: number;
}

/** How often a short operation is done in one measurement, here as there: a millisecond alone measures cold caches. */
const REPEATS: Record<Operation, number> = {
  encode: 1,
  decode: 1,
  iou: 2,
  merge_pairs: 20,
  merge_all: 20,
  polygons: 5,
};

setFlagsFromString("--expose-gc");
/** Before each measurement here as there, so that no operation pays for what the one before left behind. */
const collectGarbage = runInNewContext("gc") as () => void;

/** Rounds in turn: each operation here, then there, so that both see the same machine. Medians, in ms for all masks. */
async function compare(scene: Scene, reference: Reference, rounds: number): Promise<MaskFigure[]> {
  const times = new Map<Operation, { ours: number[]; theirs: number[] }>();
  for (let round = -4; round < rounds; round++) {
    for (const operation of OPERATIONS) {
      collectGarbage();
      const start = performance.now();
      const repeats = REPEATS[operation];
      for (let i = 0; i < repeats; i++) OURS[operation](scene);
      const ours = (performance.now() - start) / repeats;
      const theirs = (await reference.ask(operation, repeats)) as number;
      // The first rounds warm both up.
      if (round < 0) continue;
      const list = times.get(operation) ?? { ours: [], theirs: [] };
      list.ours.push(ours);
      list.theirs.push(theirs);
      times.set(operation, list);
    }
  }
  return [...times].map(([operation, { ours, theirs }]) => ({
    side: scene.side,
    masks: scene.rles.length,
    operation,
    ours: median(ours),
    pycocotools: median(theirs),
    ratio: median(theirs.map((time, round) => time / (ours[round] as number))),
  }));
}

/** Null when there is no python with pycocotools. */
export async function benchMasks(
  python: string,
  script: string,
): Promise<{ version: string; figures: MaskFigure[] } | null> {
  const started = await Reference.start(python, script);
  if (!started) return null;
  const figures: MaskFigure[] = [];
  try {
    for (const [side, count, rounds] of [
      [1024, 200, 15],
      [4096, 20, 15],
    ] as const) {
      const folder = await mkdtemp(path.join(tmpdir(), "rea2seg-bench-masks-"));
      try {
        const scene = makeScene(side, count, 3);
        await writeScene(folder, scene);
        await started.reference.ask("load", folder);
        await started.reference.ask("answers", folder);
        await checkAnswers(folder, scene);
        figures.push(...(await compare(scene, started.reference, rounds)));
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    }
  } finally {
    started.reference.stop();
  }
  return { version: started.version, figures };
}
