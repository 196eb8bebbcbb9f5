import { decodeText } from "./text.ts";

/** Called with each element of a wanted container: the container's path, the element's key or place, its JSON text. */
export type ElementListener = (path: string, key: string | number, text: string) => void;

interface Frame {
  readonly isArray: boolean;
  readonly path: string;
  readonly isWanted: boolean;
  key: string;
  /** Elements begun so far. */
  count: number;
}

/** What may come next in the innermost open container, or at the root. */
type Expect = "value" | "first" | "key" | "colon" | "comma" | "end";

/** Longest name of a member that leads to a wanted place. */
const MAX_KEY = 1 << 20;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const [OPEN_OBJECT, CLOSE_OBJECT, OPEN_ARRAY, CLOSE_ARRAY] = [0x7b, 0x7d, 0x5b, 0x5d];
const [COMMA, COLON] = [0x2c, 0x3a];

/**
 * Finds the elements of some containers in JSON that comes in pieces, in the memory of one element: what was not asked
 * for is passed over by its brackets and quotes alone, what was is handed on as text for the platform's own parser.
 * A path is the names of members joined by dots, "" the root.
 */
export class JsonScanner {
  readonly #wanted: ReadonlySet<string>;
  readonly #onElement: ElementListener;
  readonly #limit: number;
  readonly #frames: Frame[] = [];
  #expect: Expect = "value";
  /** The value or key that is being passed over or kept. */
  #token: "none" | "string" | "container" | "plain" = "none";
  #keeps = false;
  #isKey = false;
  #depth = 0;
  #inString = false;
  #escaped = false;
  #pieces: Buffer[] = [];
  #kept = 0;

  /** `limit`: bytes of one element; beyond them `write` throws a RangeError. */
  constructor(wanted: readonly string[], limit: number, onElement: ElementListener) {
    this.#wanted = new Set(wanted);
    this.#limit = limit;
    this.#onElement = onElement;
  }

  /** Throws a SyntaxError where the text stops being JSON. */
  write(chunk: Buffer): void {
    let at = 0;
    while (at < chunk.length) {
      at = this.#token === "none" ? this.#structure(chunk, at) : this.#pass(chunk, at);
    }
  }

  /** Throws a SyntaxError unless the text is complete. */
  end(): void {
    if (this.#token === "plain") this.#finish();
    if (this.#expect !== "end" || this.#token !== "none") throw new SyntaxError("it ends in the middle");
  }

  /** One byte between tokens. Answers where to go on. */
  #structure(chunk: Buffer, at: number): number {
    const byte = chunk[at] as number;
    if (byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09) return at + 1;
    const frame = this.#frames.at(-1);
    switch (this.#expect) {
      case "first":
        if (byte === (frame?.isArray ? CLOSE_ARRAY : CLOSE_OBJECT)) return this.#close(at);
        if (frame?.isArray) return this.#value(byte, at);
        return this.#key(byte, at);
      case "value":
        return this.#value(byte, at);
      case "key":
        return this.#key(byte, at);
      case "colon":
        if (byte !== COLON) throw unexpected(byte, "a colon");
        this.#expect = "value";
        return at + 1;
      case "comma":
        if (byte === (frame?.isArray ? CLOSE_ARRAY : CLOSE_OBJECT)) return this.#close(at);
        if (byte !== COMMA) throw unexpected(byte, "a comma or the end of the list");
        this.#expect = frame?.isArray ? "value" : "key";
        return at + 1;
      case "end":
        throw unexpected(byte, "nothing more");
    }
  }

  #close(at: number): number {
    this.#frames.pop();
    this.#afterValue();
    return at + 1;
  }

  #afterValue(): void {
    this.#expect = this.#frames.length === 0 ? "end" : "comma";
  }

  #key(byte: number, at: number): number {
    if (byte !== QUOTE) throw unexpected(byte, "a name in quotes");
    this.#begin("string", true, true);
    return at;
  }

  #value(byte: number, at: number): number {
    const frame = this.#frames.at(-1);
    if (frame !== undefined) frame.count++;
    const isContainer = byte === OPEN_ARRAY || byte === OPEN_OBJECT;
    if (isContainer && !frame?.isWanted) {
      const path = frame === undefined ? "" : frame.path === "" ? frame.key : `${frame.path}.${frame.key}`;
      if (frame?.isArray !== true && this.#leadsOn(path)) {
        this.#frames.push({ isArray: byte === OPEN_ARRAY, path, isWanted: this.#wanted.has(path), key: "", count: 0 });
        this.#expect = "first";
        return at + 1;
      }
    }
    if (!isContainer && byte !== QUOTE && !isPlain(byte)) throw unexpected(byte, "a value");
    this.#begin(isContainer ? "container" : byte === QUOTE ? "string" : "plain", frame?.isWanted === true, false);
    return at;
  }

  #leadsOn(path: string): boolean {
    if (this.#wanted.has(path)) return true;
    for (const wanted of this.#wanted) if (path === "" || wanted.startsWith(`${path}.`)) return true;
    return false;
  }

  #begin(token: "string" | "container" | "plain", keeps: boolean, isKey: boolean): void {
    this.#token = token;
    this.#keeps = keeps;
    this.#isKey = isKey;
    this.#depth = 0;
    this.#inString = false;
    this.#escaped = false;
  }

  /** Goes on through a value to its end or the chunk's. */
  #pass(chunk: Buffer, start: number): number {
    const end = this.#token === "plain" ? plainEnd(chunk, start) : this.#bracketsEnd(chunk, start);
    const isWhole = end >= 0;
    const stop = isWhole ? end : chunk.length;
    if (this.#keeps) this.#keep(chunk.subarray(start, stop), isWhole);
    if (isWhole) this.#finish();
    return stop;
  }

  #keep(piece: Buffer, isLast: boolean): void {
    this.#kept += piece.length;
    if (this.#kept > (this.#isKey ? MAX_KEY : this.#limit)) throw new RangeError("too long");
    // The stream may use its memory again for the next chunk.
    this.#pieces.push(isLast ? piece : Buffer.from(piece));
  }

  #bracketsEnd(chunk: Buffer, start: number): number {
    let depth = this.#depth;
    let inString = this.#inString;
    let escaped = this.#escaped;
    for (let at = start; at < chunk.length; at++) {
      const byte = chunk[at] as number;
      if (inString) {
        if (escaped) escaped = false;
        else if (byte === BACKSLASH) escaped = true;
        else if (byte === QUOTE) {
          inString = false;
          if (depth === 0) return at + 1;
        }
      } else if (byte === QUOTE) inString = true;
      else if (byte === OPEN_ARRAY || byte === OPEN_OBJECT) depth++;
      else if (byte === CLOSE_ARRAY || byte === CLOSE_OBJECT) {
        depth--;
        if (depth === 0) return at + 1;
      }
    }
    this.#depth = depth;
    this.#inString = inString;
    this.#escaped = escaped;
    return -1;
  }

  #finish(): void {
    const text = this.#keeps
      ? decodeText(this.#pieces.length === 1 ? (this.#pieces[0] as Buffer) : Buffer.concat(this.#pieces))
      : "";
    const [keeps, isKey] = [this.#keeps, this.#isKey];
    this.#pieces = [];
    this.#kept = 0;
    this.#token = "none";
    const frame = this.#frames.at(-1);
    if (isKey && frame !== undefined) {
      frame.key = JSON.parse(text) as string;
      this.#expect = "colon";
      return;
    }
    this.#afterValue();
    if (keeps && frame !== undefined) this.#onElement(frame.path, frame.isArray ? frame.count - 1 : frame.key, text);
  }
}

/** Numbers and the three words; what exactly they say is the parser's business. */
const isPlain = (byte: number): boolean =>
  byte === 0x2d || (byte >= 0x30 && byte <= 0x39) || (byte >= 0x61 && byte <= 0x7a) || byte === 0x4e || byte === 0x49;

function plainEnd(chunk: Buffer, start: number): number {
  for (let at = start; at < chunk.length; at++) {
    const byte = chunk[at] as number;
    if (byte === COMMA || byte === CLOSE_ARRAY || byte === CLOSE_OBJECT || byte <= 0x20) return at;
  }
  return -1;
}

function unexpected(byte: number, wanted: string): SyntaxError {
  const name = byte > 0x20 && byte < 0x7f ? `"${String.fromCharCode(byte)}"` : `byte ${byte}`;
  return new SyntaxError(`${name} stands where ${wanted} should`);
}
