import { decodeImage, imageChanged, type RgbImage, readImageBytes } from "#native-models/runtime";
import { checkpoint, since } from "./calls.ts";
import type { Engine, EngineSettings, ImageRef } from "./contract.ts";
import { discoverForRequest } from "./discover-request.ts";
import { createEmbeddings } from "./embeddings.ts";
import { createModels, packName } from "./models.ts";
import { segmentPrompt } from "./segment.ts";

/**
 * The local models behind one door. Cheap: packs are built and models loaded by the first call that needs them
 * (`describe` does). Calls may overlap. Images are read from their paths; nothing leaves the machine.
 */
export async function createEngine(settings: EngineSettings): Promise<Engine> {
  const models = await createModels(settings);
  const embeddings = createEmbeddings(settings);
  const provider = () => models.runtime.provider ?? "cpu";

  return {
    async encode(image, options) {
      const start = performance.now();
      await checkpoint(options);
      const { sam } = await models.load(image.pack, options);
      await checkpoint(options);
      const { embedding, origin } = await embeddings.prepare(image, sam, options);
      return { embedding: origin, width: embedding.width, height: embedding.height, ms: since(start) };
    },

    async segment(request, options) {
      await checkpoint(options);
      const { pack, sam } = await models.load(request.pack, options);
      const start = performance.now();
      const prepared = await embeddings.prepare(request.image, sam, options);
      const encode = since(start);
      await checkpoint(options);
      const decodeStart = performance.now();
      const mask = await segmentPrompt(request, prepared, sam, pack.manifest.discovery.stabilityOffset);
      return {
        ...mask,
        pack: packName(pack),
        provider: provider(),
        embedding: prepared.origin,
        timings: { encode, decode: since(decodeStart), total: since(start) },
      };
    },

    async discover(image, request, options) {
      await checkpoint(options);
      const loaded = await models.load(request.pack, options);
      const start = performance.now();
      const prepared = await embeddings.prepare(image, loaded.sam, options);
      const encode = since(start);
      await checkpoint(options);
      const runtime = { version: models.runtime.version, provider: provider() };
      const pixels = () => readPixels(image);
      return await discoverForRequest({ image, prepared, loaded, request, runtime, encode, pixels }, options);
    },

    async score(image, { pack, question, group, cot }, options) {
      await checkpoint(options);
      const loaded = await models.load(pack, options);
      const evaluator = await loaded.evaluator(options);
      await checkpoint(options);
      const { embedding } = await embeddings.prepare(image, loaded.sam, options);
      const query = { embedding, image: () => readPixels(image), question, group, cot, signal: options?.signal };
      return await evaluator.score(query);
    },

    async describe() {
      const packs = await models.describe();
      const usage = await embeddings.disk.usage();
      return {
        onnxruntime: models.runtime.version,
        provider: models.runtime.provider,
        attempts: [...models.runtime.attempts],
        threads: models.runtime.threads,
        packs,
        embeddingCache: { dir: embeddings.disk.dir, limit: embeddings.disk.limit, ...usage },
      };
    },

    async providers() {
      const { table, provider: current, attempts, threads } = models.runtime;
      return { table: [...table], provider: current, attempts: [...attempts], threads };
    },

    dispose: () => models.release(),
  };
}

/** The image itself, for graphs that look at pixels. Throws as `prepare` of the embeddings does. */
async function readPixels({ path, hash }: ImageRef): Promise<RgbImage> {
  const read = await readImageBytes(path);
  if (hash !== null && read.hash !== hash) throw imageChanged(path);
  return await decodeImage(read.bytes, path);
}
