/** A stretch of a text, and what it names for certain. */
export interface Piece {
  readonly text: string;
  /** Ids of candidates. */
  readonly candidates: readonly string[];
  /** Objects of the sample's scene, by index. */
  readonly objects: readonly number[];
}

export interface Mention {
  readonly start: number;
  readonly end: number;
  readonly candidates: readonly string[];
  readonly objects: readonly number[];
}

/** The text cut where its mentions begin and end; they may not overlap. The pieces together are the text. */
export function piecesWith(text: string, mentions: readonly Mention[]): Piece[] {
  const pieces: Piece[] = [];
  const plain = (from: number, to: number) => {
    if (to > from) pieces.push({ text: text.slice(from, to), candidates: [], objects: [] });
  };
  let at = 0;
  for (const { start, end, candidates, objects } of [...mentions].sort((a, b) => a.start - b.start)) {
    if (start < at) continue;
    plain(at, start);
    pieces.push({ text: text.slice(start, end), candidates, objects });
    at = end;
  }
  plain(at, text.length);
  return pieces;
}
