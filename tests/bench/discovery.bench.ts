import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { type Rle, rleIouMatrix, runsToCounts } from "#core/masks";
import type { Attention, Candidate, Seed } from "#core/samples";
import { createEngine, type DiscoverRequest, type DiscoverResult, type Engine } from "#native-models/engine";
import { findMinisam, installMobileSam, PRESETS } from "#native-models/packs";
import { createRuntime, decodeImage, readImageBytes } from "#native-models/runtime";
import { embedPoints, type ImageEmbedding, loadSam, promptPoints, type Sam, samGeometry } from "#native-models/sam";
import { Peer, type PeerMask } from "./discovery-peer.ts";

const THREADS = 2;
const SETTINGS = PRESETS["llava-sam1"].discovery;
const OUR_BATCHES = [1, 2, 4, 8, 16] as const;
const PEER_BATCHES = [1, 4, 16, 64] as const;
/** Beyond this the rebuilt decoder is another one. */
const LARGEST_DIFFERENCE = 1e-3;

/** Medians in milliseconds. */
export interface DiscoveryBench {
  readonly image: string;
  readonly seeds: number;
  readonly steps: readonly { readonly step: string; readonly ms: number }[];
  /** One question: original, semantic and AMG candidates. */
  readonly whole: number;
  /** Without original and semantic candidates: what the peer does, and the initial prediction that ours needs first. */
  readonly amgAlone: number;
  /** Milliseconds a prompt of our decoder by prompts a run. */
  readonly batches: readonly { readonly batch: number; readonly ms: number }[];
  readonly peer: PeerFigures | { readonly skipped: string };
}

export interface PeerFigures {
  readonly version: string;
  /** Largest difference of the rebuilt decoder's logits and IoUs to onnxruntime's. */
  readonly difference: number;
  readonly masks: number;
  readonly batches: readonly { readonly batch: number; readonly ms: number }[];
  readonly best: number;
  readonly ms: number;
  /** Medians of the rounds' ratios; above 1 ours is faster. */
  readonly ratioWhole: number;
  readonly ratioAmg: number;
  /** The same of each side's fastest round: what is left on a machine that others use too. */
  readonly fastestRatioWhole: number;
  readonly fastestRatioAmg: number;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return ((sorted[(sorted.length - 1) >> 1] as number) + (sorted[sorted.length >> 1] as number)) / 2;
}

/** Threads spin for some milliseconds after a run, here as there, and would slow down whoever comes next. */
const settle = () => new Promise((resolve) => setTimeout(resolve, 100));

async function timed(work: () => Promise<unknown>): Promise<number> {
  await settle();
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** Attention as a segmentation MLLM's is: a peak on the object, a smaller one beside it, a sink in a corner. */
function peakedAttention(): Attention {
  const side = 24;
  const peaks = [
    { row: 12, col: 13, spread: 9, weight: 1 },
    { row: 7, col: 6, spread: 4, weight: 0.6 },
    { row: 0, col: 0, spread: 0.3, weight: 0.9 },
  ];
  const raw = Array.from({ length: side * side }, (_, token) =>
    peaks.reduce((sum, { row, col, spread, weight }) => {
      const distance = (Math.floor(token / side) - row) ** 2 + ((token % side) - col) ** 2;
      return sum + weight * Math.exp(-distance / (2 * spread));
    }, 0),
  );
  const total = raw.reduce((a, b) => a + b, 0);
  return { rows: side, cols: side, values: raw.map((value) => value / total) };
}

/** A question whose attention is there already, so that nothing but the discovery is timed. */
function question(without: DiscoverRequest["without"], overrides: DiscoverRequest["overrides"] = {}): DiscoverRequest {
  const answer = {
    attention: peakedAttention(),
    layers: [],
    promptTokens: null,
    seeding: { kind: "rerank" },
    exchange: null,
    usage: null,
  } as const;
  return { pack: null, question: "bench", attention: { source: "chat", answer }, without, seed: 1, overrides };
}

const WHOLE = question([]);
const AMG_ALONE = question(["original", "semantic"]);

async function measureBatches(sam: Sam, embedding: ImageEmbedding, seeds: readonly Seed[], rounds: number) {
  const geometry = samGeometry("sam1", embedding.width, embedding.height);
  const tokens = seeds.map(({ x, y }) =>
    embedPoints(promptPoints([{ x, y, label: 1 }], null, geometry), sam.constants),
  );
  const width = (tokens[0] as Float32Array).length;
  const sparse = (from: number, count: number) => {
    const values = new Float32Array(count * width);
    tokens.slice(from, from + count).forEach((token, index) => {
      values.set(token, index * width);
    });
    return values;
  };
  const series = new Map<number, number[]>(OUR_BATCHES.map((batch) => [batch, []]));
  for (let round = -1; round < rounds; round++) {
    for (const batch of OUR_BATCHES) {
      const ms = await timed(async () => {
        for (let from = 0; from < 16; from += batch) await sam.decode(embedding, sparse(from, batch), batch);
      });
      // The first round warms up.
      if (round >= 0) series.get(batch)?.push(ms / 16);
    }
  }
  return [...series].map(([batch, values]) => ({ batch, ms: median(values) }));
}

/** Refuses to compare the times of different answers. */
function checkMasks(ours: readonly Candidate[], theirs: readonly PeerMask[], size: readonly [number, number]): void {
  const rles = theirs.map(({ runs }): Rle => ({ size: [...size], counts: runsToCounts([...runs]) }));
  const problem = ours.length !== theirs.length ? `${ours.length} masks here, ${theirs.length} there` : null;
  const strayed = ours.filter(({ rle, origin }) => {
    const near = rles.filter((_, index) => theirs[index]?.seed === origin?.seed);
    return ![
      ...rleIouMatrix(
        [rle],
        near,
        near.map(() => false),
      ),
    ].some((iou) => iou > 0.999);
  });
  if (problem !== null || strayed.length > 0) {
    throw new Error(`The peer keeps other masks: ${problem ?? `${strayed.length} of ours are not among its masks`}.`);
  }
}

interface Bench {
  readonly engine: Engine;
  readonly image: { readonly path: string; readonly hash: null };
  readonly folder: string;
  readonly embedding: ImageEmbedding;
}

async function comparePeer(peer: Peer, bench: Bench, seeds: readonly Seed[], rounds: number) {
  const { engine, image, folder, embedding } = bench;
  const { width, height } = embedding;
  await writeFile(path.join(folder, "embedding.bin"), embedding.values);
  const points = seeds.map(({ x, y }) => [x, y]);
  await writeFile(path.join(folder, "task.json"), JSON.stringify({ width, height, points, ...SETTINGS }));
  const { difference, threads } = await peer.load(folder, THREADS);
  if (!(difference < LARGEST_DIFFERENCE) || threads !== THREADS) {
    throw new Error(`The rebuilt decoder differs by ${difference} on ${threads} threads: nothing to compare.`);
  }
  const unlimited = await engine.discover(image, question(["original", "semantic"], { amgBudget: 64 }));
  const masks = await peer.masks();
  checkMasks(unlimited.candidates, masks, [height, width]);

  const batches: { batch: number; ms: number }[] = [];
  for (const batch of PEER_BATCHES) {
    const tries = [];
    for (let i = 0; i < Math.min(3, rounds); i++) {
      await settle();
      tries.push(await peer.run(batch));
    }
    batches.push({ batch, ms: median(tries) });
  }
  const best = batches.reduce((a, b) => (b.ms < a.ms ? b : a)).batch;
  return { difference, masks: masks.length, batches, best };
}

/** Rounds in turn, the order rotating: ours whole, ours AMG alone, the peer. */
async function takeRounds({ engine, image }: Bench, peer: Peer | null, peerBatch: number, rounds: number) {
  const whole: number[] = [];
  const amg: number[] = [];
  const theirs: number[] = [];
  const results: DiscoverResult[] = [];
  const turns = [
    async () => whole.push(await timed(async () => results.push(await engine.discover(image, WHOLE)))),
    async () => amg.push(await timed(() => engine.discover(image, AMG_ALONE))),
    async () => {
      await settle();
      if (peer !== null) theirs.push(await peer.run(peerBatch));
    },
  ];
  for (let round = 0; round < rounds; round++) {
    for (let turn = 0; turn < turns.length; turn++) await turns[(round + turn) % turns.length]?.();
  }
  return { whole, amg, theirs, results };
}

function ratio(theirs: readonly number[], ours: readonly number[]): number {
  return median(theirs.map((ms, round) => ms / (ours[round] as number)));
}

export interface BenchOptions {
  readonly photo: string;
  /** A command, and the script that it runs. */
  readonly python: string;
  readonly script: string;
  /** How often each side is timed. */
  readonly rounds: number;
}

/** One question on one of the demo's photographs, its embedding in memory, beside segment-anything's generator. */
export async function benchDiscovery({ photo, python, script, rounds }: BenchOptions): Promise<DiscoveryBench> {
  const folder = await mkdtemp(path.join(tmpdir(), "rea2seg-bench-discovery-"));
  const cacheDir = path.join(folder, "cache");
  const engine = await createEngine({
    cacheDir,
    packDirs: [],
    provider: "cpu",
    threads: THREADS,
    embeddingCacheBytes: 256e6,
  });
  const image = { path: photo, hash: null };
  const started = await Peer.start(python, script);
  const peer = typeof started === "string" ? null : started;
  try {
    const { seeds } = await engine.discover(image, WHOLE);
    const { pack } = await installMobileSam(cacheDir, { source: findMinisam() });
    const sam = await loadSam(pack, await createRuntime({ provider: "cpu", threads: THREADS }));
    const embedding = await sam.encode(await decodeImage((await readImageBytes(photo)).bytes, photo));
    const batches = await measureBatches(sam, embedding, seeds, Math.min(5, rounds));
    await sam.release();

    const bench: Bench = { engine, image, folder, embedding };
    const prepared = peer === null ? null : await comparePeer(peer, bench, seeds, rounds);
    const { whole, amg, theirs, results } = await takeRounds(bench, peer, prepared?.best ?? 1, rounds);
    const steps = Object.keys((results[0] as DiscoverResult).timings.steps).map((step) => ({
      step,
      ms: median(results.map(({ timings }) => timings.steps[step] as number)),
    }));
    return {
      image: `${path.basename(photo)}, ${embedding.width} x ${embedding.height}`,
      seeds: seeds.length,
      steps,
      whole: median(whole),
      amgAlone: median(amg),
      batches,
      peer:
        prepared === null
          ? { skipped: started as string }
          : {
              ...prepared,
              version: (started as Peer).version,
              ms: median(theirs),
              ratioWhole: ratio(theirs, whole),
              ratioAmg: ratio(theirs, amg),
              fastestRatioWhole: Math.min(...theirs) / Math.min(...whole),
              fastestRatioAmg: Math.min(...theirs) / Math.min(...amg),
            },
    };
  } finally {
    peer?.stop();
    await engine.dispose();
    await rm(folder, { recursive: true, force: true });
  }
}
