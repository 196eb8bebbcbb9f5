import { createReadStream } from "node:fs";
import { JSONParser } from "@streamparser/json";
import type { ReadContext } from "./contract.ts";
import { assertShallow, MAX_ELEMENT, tooLarge } from "./limits.ts";
import { fileSize, notJson } from "./text.ts";

export interface JsonElement {
  /** Which of the paths that were asked for, e.g. `annotations`. */
  readonly section: string;
  /** Place in the section's array, from 0; in an object the member's name stands in `key`. */
  readonly index: number;
  readonly key: string | number;
  readonly value: unknown;
}

/**
 * The elements of the arrays (or objects) at `sections` of one JSON file, in the file's order, a file of any size in
 * the memory of one element. A section is a member of the root, `a.b` of a member; "" is the root itself.
 * Throws `bad-input` where the file stops being JSON, `too-large` for an element beyond MAX_ELEMENT.
 */
export async function* readJsonElements(
  file: string,
  sections: readonly string[],
  context: Pick<ReadContext, "signal" | "progress">,
): AsyncGenerator<JsonElement> {
  const total = await fileSize(file);
  const counts = new Map<string, number>();
  let ready: JsonElement[] = [];
  const parser = new JSONParser({
    paths: sections.map((section) => (section === "" ? "$.*" : `$.${section}.*`)),
    keepStack: false,
  });
  parser.onValue = ({ value, key, stack }) => {
    const section = stack
      .slice(1)
      .map((level) => level.key)
      .join(".");
    const index = counts.get(section) ?? 0;
    counts.set(section, index + 1);
    ready.push({ section, index, key: key ?? index, value });
  };
  // The parser closes itself at the end of the root value; more text after that is an error of the file.
  parser.onError = () => {};
  let done = 0;
  let sinceLast = 0;
  for await (const piece of createReadStream(file, { highWaterMark: 1 << 18 })) {
    context.signal.throwIfAborted();
    const chunk = piece as Buffer;
    try {
      parser.write(done === 0 && hasBom(chunk) ? chunk.subarray(3) : chunk);
    } catch (thrown) {
      yield* checked(ready, file);
      throw notJson(thrown, `${file}, near byte ${done}`);
    }
    done += chunk.length;
    sinceLast = ready.length > 0 ? 0 : sinceLast + chunk.length;
    if (sinceLast > MAX_ELEMENT) throw tooLarge(`An element before byte ${done}`, file, MAX_ELEMENT);
    const batch = ready;
    ready = [];
    yield* checked(batch, file);
    context.progress(done, total, "bytes");
  }
  if (!parser.isEnded) throw notJson(new Error("it ends in the middle"), `${file}, byte ${done}`);
}

function* checked(elements: readonly JsonElement[], file: string): Generator<JsonElement> {
  for (const element of elements) {
    assertShallow(element.value, `${file}, ${fieldOf(element)}`);
    yield element;
  }
}

/** `annotations[12]`, as notes name it. */
export function fieldOf({ section, index }: Pick<JsonElement, "section" | "index">): string {
  return `${section}[${index}]`;
}

const hasBom = (bytes: Uint8Array): boolean => bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
