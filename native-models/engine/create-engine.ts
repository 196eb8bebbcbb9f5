import { AppError } from "#core/errors";
import { checkpoint, since } from "./calls.ts";
import type { Engine, EngineSettings } from "./contract.ts";
import { createEmbeddings } from "./embeddings.ts";
import { createModels, packName } from "./models.ts";
import { runPipeline } from "./run.ts";
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
      const { sam } = await models.load(options);
      await checkpoint(options);
      const { embedding, origin } = await embeddings.prepare(image, sam, options);
      return { embedding: origin, width: embedding.width, height: embedding.height, ms: since(start) };
    },

    async segment(request, options) {
      await checkpoint(options);
      const { pack, sam } = await models.load(options);
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

    async run(image, request, options) {
      await checkpoint(options);
      const { pack, sam } = await models.load(options);
      const start = performance.now();
      const prepared = await embeddings.prepare(image, sam, options);
      const encode = since(start);
      await checkpoint(options);
      const task = {
        imagePath: image.path,
        image: prepared,
        request,
        settings: pack.manifest.discovery,
        provider: provider(),
      };
      const parts = await runPipeline(task, sam, options);
      return {
        ...parts,
        pack: packName(pack),
        provider: provider(),
        embedding: prepared.origin,
        timings: { ...parts.timings, encode, total: since(start) },
      };
    },

    discover: () => Promise.reject(underConstruction("discover")),
    score: () => Promise.reject(underConstruction("score")),

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

    dispose: () => models.release(),
  };
}

function underConstruction(what: string): AppError {
  return new AppError({ code: "unsupported", message: `"${what}" is not built yet.`, cure: "Use a run." });
}
