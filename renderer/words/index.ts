export { cut, type Mark, oneLine, type Piece, type Plain, piecesOf } from "./signs.ts";
export { Words } from "./words.tsx";
