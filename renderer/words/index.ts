export { directionOf } from "./direction.ts";
export { saidIou, shownIou } from "./predicted-iou.ts";
export { cut, linePieces, type Mark, oneLine, type Piece, type Plain, piecesOf } from "./signs.ts";
export { type DiffPart, wordDiff } from "./word-diff.ts";
export { Line, Words } from "./words.tsx";
