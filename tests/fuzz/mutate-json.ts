import { ABYSS, ABYSS_TEXT, oddNumber, oddString, oddValue } from "./interesting.ts";
import type { Random } from "./random.ts";

type Holder = Record<string, unknown> | unknown[];
interface Node {
  readonly holder: Holder;
  readonly key: string | number;
}

/** Changes one node of a JSON document, or of one line of JSON Lines. What is no JSON any more stays as it is. */
export function mutateJson(content: Buffer, name: string, random: Random): Buffer {
  const text = content.toString("utf8");
  if (!/\.json$/i.test(name)) {
    const lines = text.split("\n");
    const at = random.int(lines.length);
    lines[at] = mutateDocument(lines[at] as string, random);
    if (random.chance(0.1)) lines.push(random.pick(lines));
    return Buffer.from(lines.join("\n"));
  }
  return Buffer.from(mutateDocument(text, random));
}

function mutateDocument(text: string, random: Random): string {
  let root: unknown;
  try {
    // What nests deeper than any stack cannot be written again.
    if (text.includes(ABYSS_TEXT.slice(0, 1_000))) return text;
    root = JSON.parse(text);
  } catch {
    return text;
  }
  const wrapper = [root];
  const nodes: Node[] = [];
  collect(wrapper, nodes);
  change(random.pick(nodes), nodes, random);
  const written = JSON.stringify(wrapper[0]) ?? "";
  const changed = random.chance(0.05) ? duplicateKey(written, random) : written;
  return changed.replaceAll(JSON.stringify(ABYSS), ABYSS_TEXT);
}

function collect(holder: Holder, nodes: Node[]): void {
  for (const [key, value] of Object.entries(holder)) {
    nodes.push({ holder, key: Array.isArray(holder) ? Number(key) : key });
    if (value !== null && typeof value === "object" && nodes.length < 5_000) collect(value as Holder, nodes);
  }
}

function change({ holder, key }: Node, nodes: readonly Node[], random: Random): void {
  const target = holder as Record<string | number, unknown>;
  const value = target[key];
  switch (random.int(10)) {
    case 0:
      if (Array.isArray(holder)) holder.splice(key as number, 1);
      else delete target[key];
      return;
    case 1:
      if (Array.isArray(holder)) holder.splice(key as number, 0, ...Array(1 + random.int(40)).fill(value));
      else target[`${key}2`] = value;
      return;
    case 2: {
      const other = random.pick(nodes);
      target[key] = structuredClone((other.holder as Record<string | number, unknown>)[other.key]);
      return;
    }
    case 3:
      target[key] = [value];
      return;
    case 4:
      if (typeof value === "string") target[key] = oddString(random);
      else if (typeof value === "number") target[key] = oddNumber(random);
      else target[key] = oddValue(random);
      return;
    case 5:
      if (typeof value === "number") target[key] = value + random.pick([-1, 1, 0.5, 1e6]);
      else if (typeof value === "string") target[key] = value + oddString(random);
      else if (Array.isArray(value)) value.reverse();
      return;
    case 6:
      target[key] =
        typeof value === "number" ? String(value) : typeof value === "string" ? value.length : oddValue(random);
      return;
    default:
      target[key] = oddValue(random);
  }
}

/** `{"a":1` becomes `{"a":null,"a":1`: parsers differ in which they take. */
function duplicateKey(text: string, random: Random): string {
  const keys = [...text.matchAll(/[{,]("[^"\\]{1,40}"):/g)].slice(0, 500);
  if (keys.length === 0) return text;
  const found = random.pick(keys);
  const at = found.index + 1;
  return `${text.slice(0, at)}${found[1]}:${JSON.stringify(oddValue(random))},${text.slice(at)}`;
}
