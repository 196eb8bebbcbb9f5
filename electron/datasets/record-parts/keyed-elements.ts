import { type FileHandle, mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { JsonElement } from "#electron/datasets/reading";

const KEPT = 64;

/**
 * Elements of a large JSON file by key, for a join with another file in any order: the file is read only as far as
 * somebody asks, what was passed on the way rests in a temporary file, and memory holds one place a key and the
 * latest elements. Files that are in the same order (as generated datasets are) join as they stream.
 */
export class KeyedElements {
  private readonly elements: AsyncGenerator<JsonElement>;
  private readonly keyOf: (element: JsonElement) => string | null;
  private readonly places = new Map<string, { readonly at: number; readonly bytes: number }>();
  private readonly latest = new Map<string, unknown>();
  private ended = false;
  private end = 0;
  private folder: string | null = null;
  private rest: FileHandle | null = null;

  constructor(elements: AsyncGenerator<JsonElement>, keyOf: (element: JsonElement) => string | null) {
    this.elements = elements;
    this.keyOf = keyOf;
  }

  /** The element with this key, the first of several; undefined if the file has none. Throws what its reader throws. */
  async find(key: string): Promise<unknown> {
    if (this.latest.has(key)) return this.latest.get(key);
    const place = this.places.get(key);
    if (place !== undefined) return this.read(place);
    while (!this.ended) {
      const next = await this.elements.next();
      if (next.done) {
        this.ended = true;
        break;
      }
      const found = this.keyOf(next.value);
      if (found === null || this.places.has(found)) continue;
      await this.keep(found, next.value.value);
      if (found === key) return next.value.value;
    }
    return undefined;
  }

  /** Closes the file and removes what was kept. */
  async close(): Promise<void> {
    await this.elements.return(undefined);
    await this.rest?.close();
    if (this.folder !== null) await rm(this.folder, { recursive: true, force: true });
    this.rest = null;
    this.folder = null;
  }

  private async keep(key: string, value: unknown): Promise<void> {
    if (this.rest === null) {
      this.folder = await mkdtemp(join(tmpdir(), "rea2seg-import-"));
      this.rest = await open(join(this.folder, "elements"), "w+", 0o600);
    }
    const bytes = Buffer.from(JSON.stringify(value));
    await this.rest.write(bytes, 0, bytes.length, this.end);
    this.places.set(key, { at: this.end, bytes: bytes.length });
    this.end += bytes.length;
    this.latest.set(key, value);
    if (this.latest.size > KEPT) this.latest.delete(this.latest.keys().next().value as string);
  }

  private async read({ at, bytes }: { readonly at: number; readonly bytes: number }): Promise<unknown> {
    const buffer = Buffer.alloc(bytes);
    await this.rest?.read(buffer, 0, bytes, at);
    return JSON.parse(buffer.toString("utf8"));
  }
}
