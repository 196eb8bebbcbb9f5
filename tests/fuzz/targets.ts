import { mkdirSync, realpathSync, rmSync } from "node:fs";
import { join, resolve, sep } from "node:path";
import { AppError } from "#core/errors";
import { formatById, readDataset } from "#electron/datasets";
import { importForeignMasks } from "#electron/datasets/foreign-masks";
import { readPredictions } from "#electron/datasets/predictions";
import { type DatasetSample, readContext } from "#electron/datasets/reading";
import { importDataset, previewDataset } from "#electron/datasets/transfer";
import { createProject, type ProjectStore } from "#electron/store";
import { runMaskInput, runPickleInput } from "./direct-targets.ts";
import { mutateTree } from "./mutate.ts";
import { type Random, random } from "./random.ts";
import { PREDICTION_SEEDS, SEEDS, type Seed } from "./seeds/index.ts";
import { readTree, type Tree, writeTree } from "./tree.ts";

/** Of so many inputs one goes the whole way into a project, and one becomes a preview. */
const WHOLE_WAY = 20;
/** A fuzzed file may well hold a few of its records a thousand times. */
const MAX_SAMPLES = 2_000;

export type Outcome = "taken" | "refused";

/** Something that must not happen; the message says what. */
export class Finding extends Error {}

export const DIRECT_TARGETS = ["pickle", "masks"] as const;

export const targets = (): string[] => [...Object.keys(SEEDS), ...Object.keys(PREDICTION_SEEDS), ...DIRECT_TARGETS];

/** Where one process works: `canary` is beside `work`, and nothing but `work` and `project` may change. */
export interface Site {
  readonly work: string;
  readonly project: string;
  readonly canary: string;
}

export class Fuzzer {
  private readonly trees = new Map<Seed, Tree>();
  private store: ProjectStore | null = null;

  constructor(
    private readonly site: Site,
    private readonly seed: string,
  ) {}

  /** Makes the input with this number and feeds it. Throws Finding for what must not happen. */
  async run(target: string, index: number): Promise<Outcome> {
    const chance = random(this.seed, target, index);
    if (target === "pickle") return guard(() => runPickleInput(chance));
    if (target === "masks") return guard(() => runMaskInput(chance));
    const folder = join(this.site.work, "in", "tree");
    rmSync(folder, { recursive: true, force: true });
    const { seed, tree } = await this.treeFor(target, chance);
    writeTree(tree, folder);
    const source = join(folder, tree.source);
    if (target in PREDICTION_SEEDS) {
      return guard(() => (index % WHOLE_WAY === 0 ? this.importMasks(source) : feedPredictions(source)));
    }
    if (index % WHOLE_WAY === 0) return guard(() => this.importWhole(target, source, seed, chance.chance(0.5)));
    if (index % WHOLE_WAY === 1) return guard(() => preview(target, source, seed));
    return guard(() => this.readAll(target, source, seed));
  }

  close(): void {
    this.store?.close();
    this.store = null;
  }

  /** Writes the input with this number, for people to look at; nothing for what is made of calls alone. */
  async keep(target: string, index: number, folder: string): Promise<void> {
    if ((DIRECT_TARGETS as readonly string[]).includes(target)) return;
    rmSync(folder, { recursive: true, force: true });
    writeTree((await this.treeFor(target, random(this.seed, target, index))).tree, folder);
  }

  private async treeFor(target: string, chance: Random): Promise<{ readonly seed: Seed; readonly tree: Tree }> {
    const seed = chance.pick((SEEDS[target] ?? PREDICTION_SEEDS[target]) as readonly Seed[]);
    return { seed, tree: mutateTree(await this.treeOf(seed), chance) };
  }

  private async treeOf(seed: Seed): Promise<Tree> {
    const known = this.trees.get(seed);
    if (known) return known;
    const folder = join(this.site.work, "seed");
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    const tree = readTree(folder, await seed.build(folder));
    rmSync(folder, { recursive: true, force: true });
    this.trees.set(seed, tree);
    return tree;
  }

  private async readAll(id: string, source: string, { options, mapping }: Seed): Promise<void> {
    const format = formatById(id);
    await format.looksLike(source);
    if (format.describe)
      await guard(async () => void (await format.describe?.(readContext({ source, options, mapping }))));
    let count = 0;
    for await (const sample of readDataset(id, { source, options, mapping })) {
      this.check(sample, source);
      if (++count >= MAX_SAMPLES) break;
    }
  }

  private check({ id, image, mask, question, details }: DatasetSample, source: string): void {
    if (typeof id !== "string" || id === "" || typeof question !== "string")
      throw new Finding(`a sample without id or question: ${id}`);
    if (mask !== null && typeof mask.counts !== "string") throw new Finding(`a mask that is no compressed RLE: ${id}`);
    JSON.stringify(details);
    if (image.kind !== "file") return;
    const path = resolve(image.path);
    if (path !== image.path && resolve(source) === path)
      throw new Finding(`an image that is the source: ${image.path}`);
    const forbidden = realpathSync(this.site.canary) + sep;
    const folder = resolve(source).startsWith(join(this.site.work, "in")) ? join(this.site.work, "in") : source;
    if (!path.startsWith(folder)) throw new Finding(`an image outside the dataset: ${image.path}`);
    // A link to a whole folder is the user's own doing; a linked file is followed only inside.
    if (realpathSync(path).startsWith(forbidden) && !throughFolderLink(path, folder)) {
      throw new Finding(`an image that is a link outside: ${image.path}`);
    }
  }

  private async importWhole(format: string, source: string, { options, mapping }: Seed, copy: boolean): Promise<void> {
    const store = await this.openStore();
    await importDataset({ store, format, source, options, mapping, copy, limit: 50, workerFile: null });
  }

  private async importMasks(path: string): Promise<void> {
    await importForeignMasks({ store: await this.openStore(), path, name: "fuzz" });
  }

  /** A project with samples that the ready-made masks of the seeds are for. */
  private async openStore(): Promise<ProjectStore> {
    if (this.store !== null) return this.store;
    rmSync(this.site.project, { recursive: true, force: true });
    const store = createProject(this.site.project, "Fuzz", { author: "fuzz", device: "fuzz" });
    this.store = store;
    const folder = join(this.site.work, "seed");
    mkdirSync(folder, { recursive: true });
    const [own] = SEEDS.own as readonly Seed[];
    const source = await (own as Seed).build(folder);
    await importDataset({ store, format: "own", source, copy: true, workerFile: null });
    rmSync(folder, { recursive: true, force: true });
    return store;
  }
}

async function preview(format: string, source: string, { options, mapping }: Seed): Promise<void> {
  await previewDataset({ format, source, options, mapping, workerFile: null });
}

function throughFolderLink(path: string, folder: string): boolean {
  const parent = path.slice(0, path.lastIndexOf(sep));
  return parent.length >= folder.length && !realpathSync(parent).startsWith(realpathSync(folder));
}

async function feedPredictions(path: string): Promise<void> {
  const predictions = await readPredictions(path);
  try {
    let count = 0;
    for (const id of predictions.ids()) {
      await guard(async () => void (await predictions.get(id)));
      if (++count >= MAX_SAMPLES) break;
    }
  } finally {
    await predictions.close();
  }
}

/** Refusals are AppErrors that somebody foresaw; all else is a finding. */
export async function guard(feed: () => Promise<void> | void): Promise<Outcome> {
  try {
    await feed();
    return "taken";
  } catch (thrown) {
    if (thrown instanceof Finding) throw thrown;
    if (!(thrown instanceof AppError)) throw new Finding(`an error that is no AppError: ${stackOf(thrown)}`);
    if (thrown.code === "internal") throw new Finding(`an internal error: ${thrown.message} ${stackOf(thrown.cause)}`);
    if (/^This could not be read as/.test(thrown.message)) {
      throw new Finding(`an error that nobody foresaw: ${thrown.message} ${stackOf(thrown.cause)}`);
    }
    return "refused";
  }
}

function stackOf(thrown: unknown): string {
  return thrown instanceof Error ? (thrown.stack ?? thrown.message).split("\n").slice(0, 6).join("\n") : String(thrown);
}
