export interface DiffPart {
  readonly kind: "same" | "gone" | "new";
  readonly text: string;
}

/** Larger tables are not made: beyond, the part between the common beginning and end counts as exchanged. */
const MOST_CELLS = 4_000_000;

const words = new Intl.Segmenter(undefined, { granularity: "word" });

/** What became of a text, word by word (longest common subsequence); joined, `same` and `new` give the new text. */
export function wordDiff(before: string, after: string): readonly DiffPart[] {
  const old = split(before);
  const now = split(after);
  let start = 0;
  while (start < old.length && start < now.length && old[start] === now[start]) start++;
  let end = 0;
  while (end < old.length - start && end < now.length - start && old.at(-1 - end) === now.at(-1 - end)) end++;
  const middle = between(old.slice(start, old.length - end), now.slice(start, now.length - end));
  return joined([
    { kind: "same", text: now.slice(0, start).join("") },
    ...middle,
    { kind: "same", text: end === 0 ? "" : now.slice(-end).join("") },
  ]);
}

const split = (text: string): string[] => Array.from(words.segment(text), ({ segment }) => segment);

function between(old: readonly string[], now: readonly string[]): DiffPart[] {
  if (old.length * now.length > MOST_CELLS) {
    return [
      { kind: "gone", text: old.join("") },
      { kind: "new", text: now.join("") },
    ];
  }
  const longest = table(old, now);
  const width = now.length + 1;
  const parts: DiffPart[] = [];
  let i = 0;
  let j = 0;
  while (i < old.length || j < now.length) {
    const [a, b] = [old[i], now[j]];
    if (a !== undefined && a === b) {
      parts.push({ kind: "same", text: a });
      i++;
      j++;
    } else if (
      a !== undefined &&
      (b === undefined || (longest[(i + 1) * width + j] ?? 0) >= (longest[i * width + j + 1] ?? 0))
    ) {
      parts.push({ kind: "gone", text: a });
      i++;
    } else {
      parts.push({ kind: "new", text: b ?? "" });
      j++;
    }
  }
  return parts;
}

/** [i, j]: the length of the longest common subsequence of what follows word i of the old and word j of the new. */
function table(old: readonly string[], now: readonly string[]): Uint32Array {
  const width = now.length + 1;
  const longest = new Uint32Array((old.length + 1) * width);
  for (let i = old.length - 1; i >= 0; i--) {
    for (let j = now.length - 1; j >= 0; j--) {
      const at = i * width + j;
      longest[at] =
        old[i] === now[j]
          ? (longest[at + width + 1] ?? 0) + 1
          : Math.max(longest[at + width] ?? 0, longest[at + 1] ?? 0);
    }
  }
  return longest;
}

/** Neighbours of a kind as one, the empty left out. */
function joined(parts: readonly DiffPart[]): readonly DiffPart[] {
  const out: DiffPart[] = [];
  for (const part of parts) {
    const last = out.at(-1);
    if (part.text === "") continue;
    if (last?.kind === part.kind) out[out.length - 1] = { kind: last.kind, text: last.text + part.text };
    else out.push(part);
  }
  return out;
}
