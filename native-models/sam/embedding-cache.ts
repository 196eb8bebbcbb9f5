import { randomUUID } from "node:crypto";
import { mkdir, open, readdir, readFile, rename, rm, stat, utimes } from "node:fs/promises";
import path from "node:path";
import { crc32 } from "node:zlib";
import { fromHalves, toHalves } from "./float16.ts";

/** What SAM's encoder made of an image, rounded to half precision, and the image's size. */
export interface ImageEmbedding {
  readonly width: number;
  readonly height: number;
  /** float32[1,256,64,64] */
  readonly values: Float32Array;
  /** SAM2's high-resolution features, float32[1,32,256,256] and [1,64,128,128]; empty for SAM1. */
  readonly highRes: readonly Float32Array[];
}

export const EMBEDDING_LENGTH = 256 * 64 * 64;
/** Lengths of SAM2's two high-resolution features. */
export const HIGH_RES_LENGTHS: readonly number[] = [32 * 256 * 256, 64 * 128 * 128];

/**
 * File: magic, version, width, height, number of values, CRC-32 of the payload (uint32, little endian), then halves:
 * the embedding and behind it, where there are any, the high-resolution features.
 */
const MAGIC = 0x42453252; // "R2EB"
const HEADER_WORDS = 6;
const HEADER_BYTES = HEADER_WORDS * 4;
const FILE_VERSION = 2;
const SUFFIX = ".r2e";

export interface EmbeddingCacheUsage {
  readonly bytes: number;
  readonly entries: number;
}

/**
 * Embeddings on disk, the least recently used ones leaving first when the limit is passed. A file that is short or
 * whose checksum differs is dropped and counts as missing. A disk that is full or read-only costs the entry, not the
 * work: `put` answers false.
 */
export interface EmbeddingCache {
  readonly dir: string;
  readonly limit: number;
  get(key: string): Promise<ImageEmbedding | null>;
  put(key: string, embedding: ImageEmbedding): Promise<boolean>;
  usage(): Promise<EmbeddingCacheUsage>;
}

/** Rounds an embedding to what the disk keeps, so that memory, disk and a fresh computation give the same masks. */
export function roundToHalf(values: Float32Array): Float32Array {
  return fromHalves(toHalves(values));
}

/**
 * Opens a cache of at most `limit` bytes in `dir` (made when first needed). Keys are file names: letters, digits, dash.
 * `now` is the clock by which entries age.
 */
export function createEmbeddingCache(dir: string, limit: number, now: () => number = Date.now): EmbeddingCache {
  const fileOf = (key: string) => path.join(dir, `${key}${SUFFIX}`);
  // Two uses in one millisecond still have an order.
  let lastTouch = 0;
  const touch = async (file: string): Promise<void> => {
    lastTouch = Math.max(now(), lastTouch + 1);
    await utimes(file, lastTouch / 1000, lastTouch / 1000).catch(() => undefined);
  };
  return {
    dir,
    limit,
    async get(key) {
      const file = fileOf(key);
      const bytes = await readFile(file).catch(() => null);
      if (bytes === null) return null;
      const embedding = decodeEmbedding(bytes);
      if (embedding === null) {
        await rm(file, { force: true }).catch(() => undefined);
        return null;
      }
      await touch(file);
      return embedding;
    },
    async put(key, embedding) {
      const bytes = encodeEmbedding(embedding);
      if (bytes.length > limit) return false;
      const file = fileOf(key);
      const temporary = path.join(dir, `.${key}-${randomUUID()}.tmp`);
      try {
        await mkdir(dir, { recursive: true });
        await evict(dir, limit - bytes.length, key);
        await writeFlushed(temporary, bytes);
        await rename(temporary, file);
        await touch(file);
        return true;
      } catch {
        await rm(temporary, { force: true }).catch(() => undefined);
        return false;
      }
    },
    async usage() {
      const entries = await listEntries(dir);
      return { entries: entries.length, bytes: entries.reduce((sum, entry) => sum + entry.bytes, 0) };
    },
  };
}

async function writeFlushed(file: string, bytes: Uint8Array): Promise<void> {
  const handle = await open(file, "wx");
  try {
    await handle.writeFile(bytes);
  } finally {
    await handle.close();
  }
}

interface Entry {
  readonly file: string;
  readonly bytes: number;
  readonly usedAt: number;
}

const STALE_TEMPORARY_MS = 60 * 60 * 1000;

async function listEntries(dir: string): Promise<Entry[]> {
  const names = await readdir(dir).catch(() => [] as string[]);
  const entries: Entry[] = [];
  for (const name of names) {
    const file = path.join(dir, name);
    // Another process may evict while we look.
    const facts = await stat(file).catch(() => null);
    if (facts === null) continue;
    if (name.endsWith(SUFFIX)) entries.push({ file, bytes: facts.size, usedAt: facts.mtimeMs });
    else if (name.endsWith(".tmp") && Date.now() - facts.mtimeMs > STALE_TEMPORARY_MS) await rm(file, { force: true });
  }
  return entries;
}

/** Removes the least recently used entries until the others take at most `room` bytes; `key` is being replaced. */
async function evict(dir: string, room: number, key: string): Promise<void> {
  const entries = (await listEntries(dir)).filter((entry) => path.basename(entry.file) !== `${key}${SUFFIX}`);
  entries.sort((a, b) => a.usedAt - b.usedAt || a.file.localeCompare(b.file));
  let bytes = entries.reduce((sum, entry) => sum + entry.bytes, 0);
  for (const entry of entries) {
    if (bytes <= room) return;
    await rm(entry.file, { force: true });
    bytes -= entry.bytes;
  }
}

function encodeEmbedding(embedding: ImageEmbedding): Uint8Array {
  const parts = [embedding.values, ...embedding.highRes].map(toHalves);
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const bytes = new Uint8Array(HEADER_BYTES + length * 2);
  const payload = bytes.subarray(HEADER_BYTES);
  let at = 0;
  for (const part of parts) {
    payload.set(new Uint8Array(part.buffer), at);
    at += part.byteLength;
  }
  const header = new DataView(bytes.buffer);
  [MAGIC, FILE_VERSION, embedding.width, embedding.height, length, crc32(payload)].forEach((word, index) => {
    header.setUint32(index * 4, word, true);
  });
  return bytes;
}

/** Lengths of the arrays in a file of so many values, or null if no family has them. */
function partsOf(length: number): readonly number[] | null {
  const families = [[EMBEDDING_LENGTH], [EMBEDDING_LENGTH, ...HIGH_RES_LENGTHS]];
  return families.find((parts) => parts.reduce((sum, part) => sum + part, 0) === length) ?? null;
}

function decodeEmbedding(bytes: Uint8Array): ImageEmbedding | null {
  if (bytes.length < HEADER_BYTES) return null;
  const header = new DataView(bytes.buffer, bytes.byteOffset, HEADER_BYTES);
  const word = (index: number) => header.getUint32(index * 4, true);
  const lengths = partsOf(word(4));
  if (word(0) !== MAGIC || word(1) !== FILE_VERSION || lengths === null) return null;
  const payload = bytes.subarray(HEADER_BYTES);
  if (payload.length !== word(4) * 2 || crc32(payload) !== word(5)) return null;
  const halves = new Uint16Array(Uint8Array.from(payload).buffer);
  let at = 0;
  const [values, ...highRes] = lengths.map((length) => {
    const part = fromHalves(halves.subarray(at, at + length));
    at += length;
    return part;
  }) as [Float32Array, ...Float32Array[]];
  return { width: word(2), height: word(3), values, highRes };
}
