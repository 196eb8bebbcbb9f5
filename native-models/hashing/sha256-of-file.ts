import { createHash } from "node:crypto";
import { closeSync, createReadStream, openSync, readSync } from "node:fs";

/** A megabyte at a time: files of models and projects have gigabytes. */
const CHUNK = 1 << 20;

/** SHA-256 of a file's bytes, hex. Throws the file system's own errors; whoever asks knows what the file was. */
export async function sha256OfFile(file: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash("sha256");
  for await (const piece of createReadStream(file, { highWaterMark: CHUNK, ...(signal && { signal }) }))
    hash.update(piece as Buffer);
  return hash.digest("hex");
}

/** The same before it returns, for work that must not be interrupted. */
export function sha256OfFileNow(file: string): string {
  const hash = createHash("sha256");
  const buffer = Buffer.allocUnsafe(CHUNK);
  const handle = openSync(file, "r");
  try {
    for (let read = readSync(handle, buffer); read > 0; read = readSync(handle, buffer)) {
      hash.update(buffer.subarray(0, read));
    }
  } finally {
    closeSync(handle);
  }
  return hash.digest("hex");
}
