import { createContext, Script } from "node:vm";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import type { Compressors } from "hyparquet";
import { decompressZstd } from "hyparquet-compressors";
import { decompressLz4, decompressLz4Raw } from "./lz4.ts";
import { decompressSnappy } from "./snappy.ts";

/** Every codec writes into as many bytes as the page's header says and no more, whatever the compressed bytes claim. */
export const codecs: Compressors = {
  SNAPPY: decompressSnappy,
  GZIP: (input, length) => gunzipSync(input, { maxOutputLength: Math.max(1, length) }),
  BROTLI: (input, length) => brotliDecompressSync(input, { maxOutputLength: Math.max(1, length) }),
  // Without an output the decoder makes one as large as the frame says.
  ZSTD: (input, length) => inTime(() => decompressZstd(input, new Uint8Array(length)), length),
  LZ4: decompressLz4,
  LZ4_RAW: decompressLz4Raw,
};

const sandbox = createContext({ run: (): Uint8Array => new Uint8Array(0) });
const script = new Script("run()");

/**
 * The decoder of zstd reads some damaged tables of weights without end and takes no signal, so that a watchdog ends it:
 * 2 s and as long as 5 MB/s take, a fiftieth of its speed. Throws an Error then.
 */
function inTime(run: () => Uint8Array, length: number): Uint8Array {
  sandbox.run = run;
  try {
    return script.runInContext(sandbox, { timeout: 2_000 + Math.ceil(length / 5_000) }) as Uint8Array;
  } catch (thrown) {
    if ((thrown as { code?: unknown }).code !== "ERR_SCRIPT_EXECUTION_TIMEOUT") throw thrown;
    throw new Error("a page is no whole zstd frame");
  }
}
