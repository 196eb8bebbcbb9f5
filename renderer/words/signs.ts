import { numberNow, textNow } from "#renderer/language";
/** A run of characters that nobody would see, or that would reorder what is beside them. */
export interface Mark {
  readonly kind: "mark";
  /** As it stands in the text, unchanged. */
  readonly text: string;
  /** Short, for a small label: "RLO", "NUL ×3". */
  readonly label: string;
  /** For people who rest on it: "U+202E right-to-left override". */
  readonly title: string;
}

export interface Plain {
  readonly kind: "plain";
  readonly text: string;
}

export type Piece = Plain | Mark;

/** Names of the Unicode Standard, chapter 23 (Special Areas and Format Characters), in short and in full. */
const NAMED: ReadonlyMap<number, readonly [label: string, name: string]> = new Map([
  [0x00ad, ["SHY", "soft hyphen"]],
  [0x034f, ["CGJ", "combining grapheme joiner"]],
  [0x061c, ["ALM", "Arabic letter mark"]],
  [0x180e, ["MVS", "Mongolian vowel separator"]],
  [0x200b, ["ZWSP", "zero width space"]],
  [0x200c, ["ZWNJ", "zero width non-joiner"]],
  [0x200d, ["ZWJ", "zero width joiner"]],
  [0x200e, ["LRM", "left-to-right mark"]],
  [0x200f, ["RLM", "right-to-left mark"]],
  [0x2028, ["LS", "line separator"]],
  [0x2029, ["PS", "paragraph separator"]],
  [0x202a, ["LRE", "left-to-right embedding"]],
  [0x202b, ["RLE", "right-to-left embedding"]],
  [0x202c, ["PDF", "pop directional formatting"]],
  [0x202d, ["LRO", "left-to-right override"]],
  [0x202e, ["RLO", "right-to-left override"]],
  [0x2060, ["WJ", "word joiner"]],
  [0x2066, ["LRI", "left-to-right isolate"]],
  [0x2067, ["RLI", "right-to-left isolate"]],
  [0x2068, ["FSI", "first strong isolate"]],
  [0x2069, ["PDI", "pop directional isolate"]],
  [0x3164, ["HF", "Hangul filler"]],
  [0xfeff, ["BOM", "zero width no-break space"]],
  [0xffa0, ["HF", "halfwidth Hangul filler"]],
]);

const CONTROLS = (
  "NUL SOH STX ETX EOT ENQ ACK BEL BS HT LF VT FF CR SO SI DLE DC1 DC2 DC3 DC4 NAK SYN ETB CAN EM SUB ESC " +
  "FS GS RS US"
).split(" ");

/** Control and format characters, lone surrogates, separators, and letters that are blank. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]|\u034f|\u3164|\uffa0/u;
/** Format characters that are drawn, like the Arabic number signs; and what lays out every text. */
const SEEN = /^[\t\n\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\u{110bd}\u{110cd}]$/u;
const TAG = /^[\u{e0020}-\u{e007f}]$/u;

/** Scripts whose letters take other shapes beside a joiner: there it is spelling. */
const JOINING =
  /[\p{Script=Arabic}\p{Script=Syriac}\p{Script=Mongolian}\p{Script=Nko}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Gurmukhi}\p{Script=Gujarati}\p{Script=Oriya}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Kannada}\p{Script=Malayalam}\p{Script=Sinhala}\p{Script=Khmer}\p{Script=Myanmar}\p{Script=Tibetan}]/u;
const PICTOGRAPH = /[\p{Extended_Pictographic}\p{Emoji_Modifier}]|\ufe0f/u;

/** Cuts a text into what can be shown as it is and what needs a mark. Joined, the pieces are the text. */
export function piecesOf(text: string): readonly Piece[] {
  if (!UNSEEN.test(text)) return text === "" ? [] : [{ kind: "plain", text }];
  const pieces: Piece[] = [];
  let plain = "";
  let before = "";
  const signs = Array.from(text);
  for (let i = 0; i < signs.length; ) {
    const sign = signs[i] as string;
    if (!isMarked(sign, before, signs[i + 1] ?? "")) {
      plain += sign;
      before = sign;
      i++;
      continue;
    }
    let end = i + 1;
    while (signs[end] === sign) end++;
    if (plain !== "") pieces.push({ kind: "plain", text: plain });
    plain = "";
    pieces.push(markOf(sign, end - i));
    before = "";
    i = end;
  }
  if (plain !== "") pieces.push({ kind: "plain", text: plain });
  return pieces;
}

function isMarked(sign: string, before: string, after: string): boolean {
  if (!UNSEEN.test(sign) || SEEN.test(sign)) return false;
  // Flags of countries within a country are spelled with tags.
  if (TAG.test(sign)) return before !== "\u{1f3f4}" && !TAG.test(before);
  // A line's end as Windows writes it.
  if (sign === "\r") return after !== "\n";
  if (sign !== "\u200c" && sign !== "\u200d") return true;
  const isSpelling = JOINING.test(before);
  const joinsPictures = sign === "\u200d" && PICTOGRAPH.test(before) && PICTOGRAPH.test(after);
  return !isSpelling && !joinsPictures;
}

function markOf(sign: string, count: number): Mark {
  const code = sign.codePointAt(0) as number;
  const hex = `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
  const [label, name] = NAMED.get(code) ?? [CONTROLS[code] ?? (code === 0x7f ? "DEL" : hex), nameOf(code)];
  const times = count > 1 ? ` ×${numberNow(count)}` : "";
  return { kind: "mark", text: sign.repeat(count), label: `${label}${times}`, title: `${hex} ${name}${times}` };
}

function nameOf(code: number): string {
  const { words } = textNow();
  if (code < 0x20 || (code >= 0x7f && code <= 0x9f)) return words.control;
  if (code >= 0xd800 && code <= 0xdfff) return words.surrogate;
  if (code >= 0xe0000) return words.tag;
  return words.invisible;
}

/** The start of a text, cut between characters as people count them, not inside one. */
export function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  const end = new Intl.Segmenter().segment(text.slice(0, most + 64)).containing(most)?.index ?? most;
  // One "character" can be endless (a pile of accents); then only surrogate pairs are kept whole.
  if (end > 0) return text.slice(0, end);
  return /[\ud800-\udbff]/.test(text[most - 1] ?? "") ? text.slice(0, most - 1) : text.slice(0, most);
}

/**
 * A text for one line and for the system's own tooltips: no line ends, nothing that reorders or hides what stands
 * beside it. For looking at only; the text itself is never replaced by it.
 */
export function oneLine(text: string, most = 200): string {
  return linePieces(text, most)
    .map((piece) => (piece.kind === "plain" ? piece.text : pictureOf(piece.text)))
    .join("");
}

/** The same line in pieces, for screens: fonts often lack the pictures of control characters, marks are always seen. */
export function linePieces(text: string, most = 200): readonly Piece[] {
  const start = cut(text, most * 2);
  const marks: Mark[] = [];
  const line = piecesOf(start)
    .map((piece) => {
      if (piece.kind === "plain") return piece.text;
      const picture = pictureOf(piece.text);
      if (picture === "" || picture === " ") return picture;
      marks.push(piece);
      return HELD;
    })
    .join("")
    .replace(/\s+/g, " ")
    .trim();
  if (line === "") return text.trim() === "" ? [] : [{ kind: "plain", text: textNow().words.onlyInvisible }];
  const shown = line.length > most || start.length < text.length ? `${cut(line, most)}…` : line;
  return shown.split(HELD).flatMap((plain, n) => {
    const mark = n > 0 ? marks[n - 1] : undefined;
    return [...(mark ? [mark] : []), ...(plain === "" ? [] : [{ kind: "plain" as const, text: plain }])];
  });
}

/** Stands for a mark as long as the line is made; plain pieces never hold it. */
const HELD = "\0";

/** Control characters have pictures of their own (U+2400); what only formats goes. */
function pictureOf(marked: string): string {
  const code = marked.codePointAt(0) as number;
  if (code === 0x0b || code === 0x0c || code === 0x0d || code === 0x2028 || code === 0x2029 || code === 0x85)
    return " ";
  if (code < 0x20) return String.fromCodePoint(0x2400 + code);
  if (code === 0x7f) return "\u2421";
  return code <= 0x9f || (code >= 0xd800 && code <= 0xdfff) ? "\ufffd" : "";
}
