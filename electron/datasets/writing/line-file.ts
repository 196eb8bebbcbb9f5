import type { FileHandle } from "node:fs/promises";
import { writeFailure } from "./failures.ts";

const BUFFERED = 1 << 20;

/** A file that is written piece by piece, a megabyte at a time, and can be read again from its start. */
export class LineFile {
  readonly #handle: FileHandle;
  readonly #where: string;
  #pending: string[] = [];
  #size = 0;

  constructor(handle: FileHandle, where: string) {
    this.#handle = handle;
    this.#where = where;
  }

  /** Throws `disk-full`, `read-only`. */
  async add(text: string): Promise<void> {
    this.#pending.push(text);
    this.#size += text.length;
    if (this.#size >= BUFFERED) await this.#flush();
  }

  /** Everything that was added, in pieces. */
  async *pieces(): AsyncGenerator<Buffer> {
    await this.#flush();
    for (let position = 0; ; ) {
      const { bytesRead, buffer } = await this.#handle.read(Buffer.alloc(BUFFERED), 0, BUFFERED, position);
      if (bytesRead === 0) return;
      position += bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
  }

  /** Appends what another file holds. */
  async addAll(other: LineFile): Promise<void> {
    await this.#flush();
    try {
      for await (const piece of other.pieces()) await this.#handle.appendFile(piece);
    } catch (thrown) {
      throw writeFailure(thrown, this.#where);
    }
  }

  async close(): Promise<void> {
    try {
      await this.#flush();
    } finally {
      await this.#handle.close();
    }
  }

  async #flush(): Promise<void> {
    if (this.#size === 0) return;
    const text = this.#pending.join("");
    this.#pending = [];
    this.#size = 0;
    try {
      await this.#handle.appendFile(text);
    } catch (thrown) {
      throw writeFailure(thrown, this.#where);
    }
  }
}
