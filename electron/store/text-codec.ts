/**
 * SQLite's text ends at a NUL and holds no lone surrogate. Those (and the escape itself) rest as two characters: the
 * noncharacter U+10FFFE, which text that is exchanged never holds, and one of plane 16 that says which it was.
 */
const ESCAPE = "\u{10fffe}";
const FIRST_SURROGATE = 0xd800;
/** Where U+D800 .. U+DFFF go: U+10F000 .. U+10F7FF. */
const SURROGATE_PLACE = 0x10f000;
const NUL_PLACE = "\u{10f800}";
const LONE_SURROGATE = /\p{Surrogate}/u;

/** A text as it rests in the database; nearly every text is itself. */
export function encodeText(text: string): string {
  if (!text.includes("\0") && !text.includes(ESCAPE) && !LONE_SURROGATE.test(text)) return text;
  let encoded = "";
  for (const character of text) {
    const code = character.codePointAt(0) as number;
    if (code === 0) encoded += ESCAPE + NUL_PLACE;
    else if (character === ESCAPE) encoded += ESCAPE + ESCAPE;
    else if (character.length === 1 && code >= FIRST_SURROGATE && code <= 0xdfff) {
      encoded += ESCAPE + String.fromCodePoint(code - FIRST_SURROGATE + SURROGATE_PLACE);
    } else encoded += character;
  }
  return encoded;
}

/** The text that `encodeText` was given. */
export function decodeText(text: string): string {
  if (!text.includes(ESCAPE)) return text;
  return text.replace(/\u{10fffe}([\u{10f000}-\u{10f800}\u{10fffe}])/gu, (_, mark: string) => {
    if (mark === ESCAPE) return ESCAPE;
    if (mark === NUL_PLACE) return "\0";
    return String.fromCharCode((mark.codePointAt(0) as number) - SURROGATE_PLACE + FIRST_SURROGATE);
  });
}

/** What the first version of the database, which did not encode, read back. Its edits were made about that text. */
export function asFirstVersionRead(text: string): string {
  const end = text.indexOf("\0");
  return (end < 0 ? text : text.slice(0, end)).replace(/\p{Surrogate}/gu, "\ufffd");
}
