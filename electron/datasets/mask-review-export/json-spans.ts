/** Where an element lies in its file, in bytes. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const [OPEN_OBJECT, CLOSE_OBJECT, OPEN_ARRAY, CLOSE_ARRAY] = [0x7b, 0x7d, 0x5b, 0x5d];

const isSpace = (byte: number | undefined): boolean => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;

/**
 * The elements of the root's array, or of the array that is the root's member `section`, in a file that is known to be
 * JSON. Null where there is no such array.
 */
export function arrayElements(bytes: Buffer, section: string): readonly Span[] | null {
  let at = skipSpace(bytes, bytes[0] === 0xef ? 3 : 0);
  if (section === "") return bytes[at] === OPEN_ARRAY ? elementsAt(bytes, at) : null;
  if (bytes[at] !== OPEN_OBJECT) return null;
  at = skipSpace(bytes, at + 1);
  while (at < bytes.length && bytes[at] !== CLOSE_OBJECT) {
    const end = skipValue(bytes, at);
    const key = JSON.parse(bytes.toString("utf8", at, end)) as string;
    // Past the colon.
    at = skipSpace(bytes, skipSpace(bytes, end) + 1);
    if (key === section) return bytes[at] === OPEN_ARRAY ? elementsAt(bytes, at) : null;
    at = skipSpace(bytes, skipValue(bytes, at));
    if (bytes[at] === COMMA) at = skipSpace(bytes, at + 1);
  }
  return null;
}

function elementsAt(bytes: Buffer, open: number): Span[] {
  const spans: Span[] = [];
  for (let at = skipSpace(bytes, open + 1); at < bytes.length && bytes[at] !== CLOSE_ARRAY; ) {
    const end = skipValue(bytes, at);
    spans.push({ start: at, end });
    at = skipSpace(bytes, end);
    if (bytes[at] === COMMA) at = skipSpace(bytes, at + 1);
  }
  return spans;
}

function skipSpace(bytes: Buffer, from: number): number {
  let at = from;
  while (isSpace(bytes[at])) at++;
  return at;
}

function skipValue(bytes: Buffer, from: number): number {
  const first = bytes[from];
  if (first === QUOTE) return skipString(bytes, from);
  if (first !== OPEN_OBJECT && first !== OPEN_ARRAY) return skipPlain(bytes, from);
  let depth = 0;
  for (let at = from; at < bytes.length; ) {
    const byte = bytes[at];
    if (byte === QUOTE) {
      at = skipString(bytes, at);
      continue;
    }
    if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) depth++;
    else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) depth--;
    at++;
    if (depth === 0) return at;
  }
  return bytes.length;
}

function skipPlain(bytes: Buffer, from: number): number {
  let at = from;
  while (at < bytes.length) {
    const byte = bytes[at];
    if (byte === COMMA || byte === CLOSE_ARRAY || byte === CLOSE_OBJECT || isSpace(byte)) break;
    at++;
  }
  // What is no JSON must not hold the loop.
  return Math.max(at, from + 1);
}

function skipString(bytes: Buffer, from: number): number {
  for (let at = from + 1; at < bytes.length; at++) {
    if (bytes[at] === BACKSLASH) at++;
    else if (bytes[at] === QUOTE) return at + 1;
  }
  return bytes.length;
}

/** The elements that stay, each as it is or replaced; null leaves one out. All between them stays where both do. */
export function withElements(
  bytes: Buffer,
  spans: readonly Span[],
  replaced: ReadonlyMap<number, string | null>,
): Buffer {
  const [first, last] = [spans[0], spans.at(-1)];
  if (first === undefined || last === undefined) return bytes;
  const pieces: Buffer[] = [bytes.subarray(0, first.start)];
  let isFirst = true;
  for (const [index, { start, end }] of spans.entries()) {
    const text = replaced.get(index);
    if (text === null) continue;
    if (!isFirst) pieces.push(bytes.subarray(spans[index - 1]?.end ?? start, start));
    isFirst = false;
    pieces.push(text === undefined ? bytes.subarray(start, end) : Buffer.from(text));
  }
  return Buffer.concat([...pieces, bytes.subarray(last.end)]);
}
