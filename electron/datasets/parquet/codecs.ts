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
  ZSTD: (input, length) => decompressZstd(input, new Uint8Array(length)),
  LZ4: decompressLz4,
  LZ4_RAW: decompressLz4Raw,
};
