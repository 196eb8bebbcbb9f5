import type { InferenceSession, Tensor } from "onnxruntime-node";
import { checkGraphs, type FileOfDoor, type Pack, type Stage, type StageInputs, stagesOf } from "#native-models/packs";
import type { Runtime } from "#native-models/runtime";
import type { ImageEmbedding } from "#native-models/sam";
import { imageFeeds, type MllmImage, type MllmPart } from "./feeds.ts";
import { cancelPoint, idsTensor, runGraph } from "./graph-run.ts";

type Feeds = InferenceSession.FeedsType;

/** A graph of a pack, loaded. */
export interface LoadedGraph {
  readonly session: InferenceSession;
  /** Absolute path. */
  readonly file: string;
}

/** What is asked of an image, beside the image. */
export interface StageQuery {
  /** Token ids of the prompt. */
  readonly ids: readonly number[];
  /** float32[1, G, height, width], for an evaluator. */
  readonly masks?: Tensor | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** The graphs of a segmenter or an evaluator: perhaps an `image` stage and a `context` stage, and the main graph. */
export interface StagedGraphs {
  readonly main: LoadedGraph;
  /**
   * Runs the stages and answers what the main graph is fed, but for its token ids. The image stage runs once an image:
   * its tensors are kept as long as the image's embedding is, which the engine holds for the last few images.
   * Throws `model-broken`, naming the graph, and `cancelled`.
   */
  prepare(image: MllmImage, query: StageQuery): Promise<Feeds>;
  /** Whether a size of the masks' group is fixed by a graph that takes them, and which; null where it is free. */
  readonly fixedGroup: number | null;
  release(): Promise<void>;
}

type StagedPart = MllmPart & Parameters<typeof stagesOf>[0];

/**
 * Loads the graphs of a part; `doors` in the order in which they run, the main one last. Throws `model-broken` for a
 * graph that is not what the manifest says, and leaves no session behind then.
 */
export async function loadStages(
  part: StagedPart,
  doors: readonly FileOfDoor[],
  pack: Pack,
  runtime: Runtime,
): Promise<StagedGraphs> {
  const files = doors.map(({ file }) => pack.file(file));
  const sessions = await runtime.createSessions(files);
  const graphs = doors.map(({ door }, at) => {
    const session = sessions[at] as InferenceSession;
    return { session, graph: session, door, file: files[at] as string };
  });
  const release = async () => {
    for (const session of sessions) await session.release();
  };
  try {
    checkGraphs(graphs);
  } catch (error) {
    await release();
    throw error;
  }
  const main = graphs[graphs.length - 1] as LoadedGraph;
  const stages = stagesOf(part).map((stage, at) => stageRunner(graphs[at] as LoadedGraph, stage, part));
  return {
    main,
    fixedGroup: fixedGroupOf([...stagesOf(part), part].map(({ inputs }, at) => [graphs[at] as LoadedGraph, inputs])),
    async prepare(image, query) {
      let handed: Feeds = {};
      for (const run of stages) {
        await cancelPoint(query.signal);
        handed = { ...handed, ...(await run(image, query, handed)) };
      }
      const seen = await imageFeeds(part.inputs, part, image);
      return { ...seen, ...masksFeed(part.inputs, query), ...takenBy(main, handed) };
    },
    release,
  };
}

type RunStage = (image: MllmImage, query: StageQuery, handed: Feeds) => Promise<Feeds>;

function stageRunner(graph: LoadedGraph, stage: Stage, part: StagedPart): RunStage {
  const { inputs } = stage;
  const run = async (feeds: Feeds): Promise<Feeds> => {
    const answer = await runGraph(graph.session, feeds, graph.file);
    // As they are: the graphs behind it are who reads them. Which outputs a graph has was checked when it was loaded.
    return Object.fromEntries(stage.outputs.map((name) => [name, answer[name] as Tensor]));
  };
  if (stage.name === "image") return onceAnImage(async (image) => run(await imageFeeds(inputs, part, image)));
  return async (image, query, handed) => {
    const ids = inputs.inputIds === undefined ? {} : { [inputs.inputIds]: idsTensor(query.ids) };
    const seen = await imageFeeds(inputs, part, image);
    return run({ ...seen, ...ids, ...masksFeed(inputs, query), ...takenBy(graph, handed) });
  };
}

/** Two that ask at once share one run; one that failed is tried again by the next. */
function onceAnImage(run: (image: MllmImage) => Promise<Feeds>): RunStage {
  const known = new WeakMap<ImageEmbedding, Promise<Feeds>>();
  return (image) => {
    const { embedding } = image;
    const held = known.get(embedding);
    if (held !== undefined) return held;
    const made = run(image);
    known.set(embedding, made);
    made.catch(() => known.delete(embedding));
    return made;
  };
}

function masksFeed({ masks }: StageInputs, query: StageQuery): Feeds {
  return masks === undefined || query.masks === undefined ? {} : { [masks]: query.masks };
}

/** Those of the tensors that were handed over that a graph takes. */
function takenBy({ session }: LoadedGraph, handed: Feeds): Feeds {
  return Object.fromEntries(Object.entries(handed).filter(([name]) => session.inputNames.includes(name)));
}

function fixedGroupOf(graphs: readonly (readonly [LoadedGraph, StageInputs])[]): number | null {
  for (const [{ session }, { masks }] of graphs) {
    const found = masks === undefined ? undefined : session.inputMetadata.find(({ name }) => name === masks);
    const size = found?.isTensor === true ? found.shape[1] : undefined;
    if (typeof size === "number" && size > 0) return size;
  }
  return null;
}
