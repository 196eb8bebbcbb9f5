import { type FileHandle, open } from "node:fs/promises";
import type { AsyncBuffer } from "hyparquet";
import { fileSize, readFailure } from "#electron/datasets/reading";

/** A file of which parts are read as they are asked for. */
export interface FileSource extends AsyncBuffer {
  bytes(start: number, end: number): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** Throws `not-found`, `bad-input` for what is no file. */
export async function openFileSource(file: string): Promise<FileSource> {
  const byteLength = await fileSize(file);
  let handle: FileHandle;
  try {
    handle = await open(file, "r");
  } catch (thrown) {
    throw readFailure(thrown, file);
  }
  const read = async (start: number, end: number): Promise<Uint8Array> => {
    if (!Number.isSafeInteger(start) || !Number.isSafeInteger(end) || start < 0 || end > byteLength || start > end) {
      throw new Error(`bytes ${start} to ${end} of ${byteLength} are asked for`);
    }
    const bytes = new Uint8Array(end - start);
    let done = 0;
    while (done < bytes.length) {
      const { bytesRead } = await handle.read(bytes, done, bytes.length - done, start + done);
      if (bytesRead === 0) throw new Error("the file has become shorter");
      done += bytesRead;
    }
    return bytes;
  };
  return {
    byteLength,
    bytes: read,
    slice: async (start, end = byteLength) => (await read(start, end)).buffer as ArrayBuffer,
    close: () => handle.close(),
  };
}
