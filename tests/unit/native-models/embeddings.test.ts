import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { Sam } from "#native-models/sam";
import { createEmbeddings } from "../../../native-models/engine/embeddings.ts";

let dir: string;
let path: string;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), "rea2seg-embeddings-"));
  path = join(dir, "grey.png");
  await sharp({ create: { width: 8, height: 6, channels: 3, background: "#808080" } })
    .png()
    .toFile(path);
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** An encoder that waits until it is told to go on. */
function slowSam() {
  let release: () => void = () => {};
  const gate = new Promise<void>((resolve) => {
    release = resolve;
  });
  const encode = vi.fn(async () => {
    await gate;
    return { width: 8, height: 6, values: new Float32Array(256 * 64 * 64), highRes: [] };
  });
  return { sam: { family: "sam1", embeddingVersion: "test", encode } as unknown as Sam, encode, release };
}

const embeddingsIn = (name: string) =>
  createEmbeddings({ cacheDir: join(dir, name), packDirs: [], provider: "cpu", threads: 1, embeddingCacheBytes: 1e9 });

describe("preparing an image", () => {
  it("encodes once for two calls that come at the same time", async () => {
    const { sam, encode, release } = slowSam();
    const embeddings = embeddingsIn("twice");
    const both = [embeddings.prepare({ path, hash: null }, sam), embeddings.prepare({ path, hash: null }, sam)];
    release();
    const [first, second] = await Promise.all(both);
    expect(encode).toHaveBeenCalledTimes(1);
    expect(first?.embedding).toBe(second?.embedding);
  });

  it("goes on for the one when the other leaves", async () => {
    const { sam, encode, release } = slowSam();
    const embeddings = embeddingsIn("leaves");
    const abort = new AbortController();
    const leaver = embeddings.prepare({ path, hash: null }, sam, { signal: abort.signal });
    const stayer = embeddings.prepare({ path, hash: null }, sam);
    abort.abort();
    release();
    await expect(leaver).rejects.toMatchObject({ code: "cancelled" });
    expect((await stayer).embedding.width).toBe(8);
    expect(encode).toHaveBeenCalledTimes(1);
  });

  it("tries again after an encoding that failed", async () => {
    const embeddings = embeddingsIn("fails");
    const sam = { embeddingVersion: "test", encode: () => Promise.reject(new Error("no memory")) } as unknown as Sam;
    await expect(embeddings.prepare({ path, hash: null }, sam)).rejects.toThrow("no memory");
    const { sam: sound, release } = slowSam();
    release();
    expect((await embeddings.prepare({ path, hash: null }, sound)).origin).toBe("computed");
  });
});
