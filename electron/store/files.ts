import { closeSync, fsyncSync, openSync } from "node:fs";
import { copyFile, open } from "node:fs/promises";
import { sha256OfFile } from "#native-models/hashing";

/** Copies a file, forces the copy to the disk and returns its SHA-256; the event loop stays free meanwhile. */
export async function copyHashed(from: string, to: string): Promise<string> {
  await copyFile(from, to);
  const hash = await sha256OfFile(to);
  const handle = await open(to, "r+");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
  return hash;
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
