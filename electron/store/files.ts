import { createHash } from "node:crypto";
import { closeSync, createReadStream, fsyncSync, openSync, readSync } from "node:fs";
import { copyFile, open } from "node:fs/promises";
import { pipeline } from "node:stream/promises";

const CHUNK = 1 << 20;

/** SHA-256 of a file's bytes, read a megabyte at a time. Throws the file system's own errors. */
export function hashFile(file: string): string {
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

/** Copies a file, forces the copy to the disk and returns its SHA-256; the event loop stays free meanwhile. */
export async function copyHashed(from: string, to: string): Promise<string> {
  await copyFile(from, to);
  const hash = createHash("sha256");
  await pipeline(createReadStream(to, { highWaterMark: CHUNK }), hash);
  const handle = await open(to, "r+");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
  return hash.digest("hex");
}

/** Forces a file's bytes to the disk. */
export function syncFile(file: string): void {
  const handle = openSync(file, "r+");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** Makes a rename in this folder durable. Windows has no such call and needs none. */
export function syncFolder(dir: string): void {
  if (process.platform === "win32") return;
  const handle = openSync(dir, "r");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** A moment as a file name that sorts by time and that every file system takes. */
export function timeStamp(at: Date): string {
  return at.toISOString().replaceAll(":", "-");
}
