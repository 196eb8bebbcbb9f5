import { createHash } from "node:crypto";
import path from "node:path";
import { decodeImage, imageChanged, readImageBytes, statImage } from "#native-models/runtime";
import {
  createEmbeddingCache,
  createMaskSampler,
  type EmbeddingCache,
  type ImageEmbedding,
  type MaskSampler,
  type Sam,
  samGeometry,
} from "#native-models/sam";
import { checkpoint, report } from "./calls.ts";
import type { EmbeddingOrigin, EngineCallOptions, EngineSettings, ImageRef } from "./contract.ts";

/** An image ready for prompts. */
export interface PreparedImage {
  readonly embedding: ImageEmbedding;
  readonly sampler: MaskSampler;
}

export interface Preparation extends PreparedImage {
  readonly origin: EmbeddingOrigin;
}

/** Images held ready in memory, 14 MB each with mobilesam, 16 MB with a SAM 2: the one on screen, its neighbours, and one to compare with. */
const IN_MEMORY = 4;

/** Embeddings of images, from memory, from disk or computed. */
export interface Embeddings {
  readonly disk: EmbeddingCache;
  /**
   * Prepares an image. Throws `image-missing`, `image-damaged`, `too-large`, or `image-changed` if the file's bytes
   * hash to something else than the reference says; the file is only read where its embedding isn't cached.
   */
  prepare(image: ImageRef, sam: Sam, options?: EngineCallOptions): Promise<Preparation>;
}

export function createEmbeddings(settings: EngineSettings): Embeddings {
  const disk = createEmbeddingCache(path.join(settings.cacheDir, "embeddings"), settings.embeddingCacheBytes);
  const memory = new Map<string, PreparedImage>();
  const hashes = createHashMemory();
  /** Encodings under way: a click on the image that a run is encoding waits for it instead of doing it again. */
  const underWay = new Map<string, Promise<PreparedImage>>();

  const remember = (key: string, embedding: ImageEmbedding, sam: Sam): PreparedImage => {
    const geometry = samGeometry(sam.family, embedding.width, embedding.height);
    const prepared = { embedding, sampler: createMaskSampler(geometry) };
    memory.delete(key);
    memory.set(key, prepared);
    const oldest = memory.keys().next().value;
    if (memory.size > IN_MEMORY && oldest !== undefined) memory.delete(oldest);
    return prepared;
  };

  /** Knows no caller's signal: two callers may wait for one encoding, and one's leaving must not end the other's. */
  const encode = async (file: string, known: KnownImage, key: string, sam: Sam): Promise<PreparedImage> => {
    const read = known.bytes === null ? await readImageBytes(file) : { hash: known.hash, bytes: known.bytes };
    if (read.hash !== known.hash) throw imageChanged(file);
    const embedding = await sam.encode(await decodeImage(read.bytes, file));
    await disk.put(key, embedding);
    return remember(key, embedding, sam);
  };

  return {
    disk,
    async prepare(image, sam, options) {
      const known = image.hash === null ? await hashes.find(image.path) : { hash: image.hash, bytes: null };
      const key = embeddingKey(known.hash, sam.embeddingVersion);
      const held = memory.get(key);
      if (held !== undefined) {
        memory.delete(key);
        memory.set(key, held);
        return { ...held, origin: "memory" };
      }
      const stored = await disk.get(key);
      if (stored !== null) return { ...remember(key, stored, sam), origin: "disk" };

      report(options, "encode", 0, 1);
      const encoding = underWay.get(key) ?? encode(image.path, known, key, sam).finally(() => underWay.delete(key));
      underWay.set(key, encoding);
      const prepared = await encoding;
      await checkpoint(options);
      report(options, "encode", 1, 1);
      return { ...prepared, origin: "computed" };
    },
  };
}

interface KnownImage {
  readonly hash: string;
  /** Null where the bytes have not been read. */
  readonly bytes: Buffer | null;
}

/** One entry for each pair of image and model; the model's part is hashed to keep file names short. */
function embeddingKey(imageHash: string, embeddingVersion: string): string {
  return `${imageHash}-${createHash("sha256").update(embeddingVersion).digest("hex").slice(0, 16)}`;
}

/** Hashes of files by path, kept while size and time stay the same, so that a second click reads nothing. */
function createHashMemory() {
  const entries = new Map<string, { readonly stamp: string; readonly hash: string }>();
  return {
    async find(file: string): Promise<KnownImage> {
      const facts = await statImage(file);
      const stamp = `${facts.size}:${facts.mtimeMs}`;
      const entry = entries.get(file);
      if (entry?.stamp === stamp) return { hash: entry.hash, bytes: null };
      const { hash, bytes } = await readImageBytes(file);
      entries.set(file, { stamp, hash });
      return { hash, bytes };
    },
  };
}
