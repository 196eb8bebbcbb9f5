import { createReadStream } from "node:fs";
import type { ReadContext } from "./contract.ts";
import { JsonScanner } from "./json-scanner.ts";
import { assertFewValues, assertShallow, MAX_ELEMENT, tooLarge } from "./limits.ts";
import { fileSize, notJson } from "./text.ts";

export interface JsonElement {
  /** Which of the paths that were asked for, e.g. `annotations`. */
  readonly section: string;
  /** Place in the section, from 0; in an object the member's name stands in `key`. */
  readonly index: number;
  readonly key: string | number;
  readonly value: unknown;
}

type Found = Omit<JsonElement, "value"> & { readonly text: string };

/**
 * The elements of the arrays (or objects) at `sections` of one JSON file, in the file's order, a file of any size in
 * the memory of one element. A section is a member of the root, `a.b` of a member; "" is the root itself.
 * Where one section lies in another, the outer one's elements are given whole.
 * Throws `bad-input` where the file stops being JSON, `too-large` for an element beyond MAX_ELEMENT.
 */
export async function* readJsonElements(
  file: string,
  sections: readonly string[],
  context: Pick<ReadContext, "signal" | "progress" | "settle">,
): AsyncGenerator<JsonElement> {
  const total = await fileSize(file);
  const counts = new Map<string, number>();
  let ready: Found[] = [];
  const scanner = new JsonScanner(sections, MAX_ELEMENT, (section, key, text) => {
    const index = counts.get(section) ?? 0;
    counts.set(section, index + 1);
    ready.push({ section, index, key, text });
  });
  let done = 0;
  for await (const piece of createReadStream(file, { highWaterMark: 1 << 18 })) {
    context.signal.throwIfAborted();
    const chunk = piece as Buffer;
    let failure: unknown = null;
    try {
      scanner.write(done === 0 && hasBom(chunk) ? chunk.subarray(3) : chunk);
    } catch (thrown) {
      failure = thrown;
    }
    for (const found of ready) yield parsed(found, file);
    ready = [];
    if (failure !== null) throw asFailure(failure, file, done);
    done += chunk.length;
    context.progress(done, total, "bytes");
    await context.settle?.();
  }
  try {
    scanner.end();
  } catch (thrown) {
    throw asFailure(thrown, file, done);
  }
}

function parsed({ text, ...element }: Found, file: string): JsonElement {
  const where = `${file}, ${fieldOf(element)}`;
  assertFewValues(text, where);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (thrown) {
    throw notJson(thrown, where);
  }
  assertShallow(value, where);
  return { ...element, value };
}

function asFailure(thrown: unknown, file: string, done: number): unknown {
  if (thrown instanceof RangeError) return tooLarge(`An element near byte ${done}`, file, MAX_ELEMENT);
  return notJson(thrown, `${file}, near byte ${done}`);
}

/** `annotations[12]`, as notes name it. */
export function fieldOf({ section, index }: Pick<JsonElement, "section" | "index">): string {
  return `${section}[${index}]`;
}

const hasBom = (bytes: Uint8Array): boolean => bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
