import type { Bitmap } from "./bitmap.ts";
import type { Toggles } from "./toggles.ts";

/**
 * Where a row differs from the row above, found eight pixels at a time: most words of a mask are equal to the word
 * above, so most pixels are never looked at one by one. Row 0 is compared with the last row moved right by one,
 * because that is what comes before it in column-major order.
 */
class ChangeScan {
  /** Columns of the changes, row after row. */
  columns = new Uint32Array(1 << 12);
  size = 0;
  /** Changes of each column. */
  readonly perColumn: Uint32Array;
  /** Where each row's changes end in `columns`. */
  readonly rowEnds: Uint32Array;

  constructor(width: number, height: number) {
    this.perColumn = new Uint32Array(width);
    this.rowEnds = new Uint32Array(height);
  }

  reserve(more: number): void {
    if (this.size + more <= this.columns.length) return;
    const grown = new Uint32Array(Math.max(this.columns.length * 2, this.size + more));
    grown.set(this.columns.subarray(0, this.size));
    this.columns = grown;
  }

  push(x: number): void {
    this.columns[this.size++] = x;
    this.perColumn[x] = (this.perColumn[x] as number) + 1;
  }
}

function scanTopRow(scan: ChangeScan, { width, height, data }: Bitmap): void {
  scan.reserve(width);
  const last = (height - 1) * width;
  for (let x = 0; x < width; x++) {
    const before = x === 0 ? 0 : (data[last + x - 1] as number);
    if (data[x] !== before) scan.push(x);
  }
  scan.rowEnds[0] = scan.size;
}

/** Eight pixels of a word that differs. */
function scanEight(scan: ChangeScan, data: Uint8Array, x: number, row: number, above: number): void {
  for (let i = x; i < x + 8; i++) if (data[row + i] !== data[above + i]) scan.push(i);
}

/**
 * The changes of one row; `here` and `above` count words of eight pixels. They are read as 64-bit floats, for which
 * JavaScript has the widest comparison: with bytes of 0 and 1 there is no NaN and no negative zero among them.
 */
function scanRow(
  scan: ChangeScan,
  words: Float64Array,
  bytes: Uint8Array,
  here: number,
  above: number,
  perRow: number,
): void {
  let i = 0;
  for (; i + 4 <= perRow; i += 4) {
    const a = here + i;
    const b = above + i;
    if (
      words[a] === words[b] &&
      words[a + 1] === words[b + 1] &&
      words[a + 2] === words[b + 2] &&
      words[a + 3] === words[b + 3]
    )
      continue;
    for (let k = i; k < i + 4; k++) {
      if (words[here + k] !== words[above + k]) scanEight(scan, bytes, k << 3, here << 3, above << 3);
    }
  }
  for (; i < perRow; i++) {
    if (words[here + i] !== words[above + i]) scanEight(scan, bytes, i << 3, here << 3, above << 3);
  }
}

function scanAligned(scan: ChangeScan, { width, height, data }: Bitmap): void {
  const words = new Float64Array(data.buffer, data.byteOffset, data.length >> 3);
  const perRow = width >> 3;
  for (let y = 1; y < height; y++) {
    scan.reserve(width);
    scanRow(scan, words, data, y * perRow, (y - 1) * perRow, perRow);
    scan.rowEnds[y] = scan.size;
  }
}

/** Rows that don't start at a multiple of eight bytes are copied to places that do. */
function scanUnaligned(scan: ChangeScan, { width, height, data }: Bitmap): void {
  const perRow = (width + 7) >> 3;
  const bytes = new Uint8Array(perRow * 16);
  const words = new Float64Array(bytes.buffer);
  bytes.set(data.subarray(0, width), 0);
  for (let y = 1; y < height; y++) {
    scan.reserve(width);
    const here = (y & 1) * perRow;
    bytes.set(data.subarray(y * width, (y + 1) * width), here << 3);
    scanRow(scan, words, bytes, here, perRow - here, perRow);
    scan.rowEnds[y] = scan.size;
  }
}

/** The toggles of a bitmap: its changes from row to row, sorted by column (a counting sort, rows stay in order). */
export function bitmapToToggles(bitmap: Bitmap): Toggles {
  const { width, height } = bitmap;
  const scan = new ChangeScan(width, height);
  scanTopRow(scan, bitmap);
  if (width % 8 === 0 && bitmap.data.byteOffset % 8 === 0) scanAligned(scan, bitmap);
  else scanUnaligned(scan, bitmap);

  const { columns, perColumn, rowEnds } = scan;
  const toggles = new Uint32Array(scan.size + 1);
  let before = 0;
  for (let x = 0; x < width; x++) {
    const count = perColumn[x] as number;
    perColumn[x] = before;
    before += count;
  }
  let i = 0;
  for (let y = 0; y < height; y++) {
    for (const end = rowEnds[y] as number; i < end; i++) {
      const x = columns[i] as number;
      const slot = perColumn[x] as number;
      toggles[slot] = x * height + y;
      perColumn[x] = slot + 1;
    }
  }
  toggles[scan.size] = width * height;
  return toggles;
}

/**
 * Draws toggles into an empty bitmap of their size. Column runs become, row by row, the columns that change there;
 * a row is the row above with those pixels flipped, so all else is copied in bulk.
 */
export function drawToggles(toggles: Toggles, { width, height, data }: Bitmap): void {
  const { columns, rowEnds, left, right } = flipsByRow(toggles, width, height);
  if (right < 0) return;
  let i = 0;
  for (let y = 0; y < height; y++) {
    const row = y * width;
    const end = rowEnds[y] as number;
    // Nothing is set above the first change of all.
    if (end === 0) continue;
    if (y > 0) data.copyWithin(row + left, row - width + left, row - width + right + 1);
    for (; i < end; i++) {
      const at = row + (columns[i] as number);
      data[at] = (data[at] as number) ^ 1;
    }
  }
}

interface RowFlips {
  /** Columns whose pixel differs from the one above, row after row (row 0: that are set). */
  readonly columns: Uint32Array;
  readonly rowEnds: Uint32Array;
  readonly left: number;
  readonly right: number;
}

function flipsByRow(toggles: Toggles, width: number, height: number): RowFlips {
  const rowEnds = new Uint32Array(height);
  let left = width;
  let right = -1;
  let total = 0;
  for (let i = 0; i + 1 < toggles.length; i += 2) {
    const start = toggles[i] as number;
    const end = toggles[i + 1] as number;
    if (start === end) continue;
    const first = Math.floor(start / height);
    const last = Math.floor(end / height);
    if (first < left) left = first;
    if (last > right) right = last;
    const y0 = start - first * height;
    const y1 = end - last * height;
    rowEnds[y0] = (rowEnds[y0] as number) + 1;
    // The columns that the stretch enters from the one before, at their top.
    rowEnds[0] = (rowEnds[0] as number) + last - first;
    total += 1 + last - first;
    if (y1 > 0) {
      rowEnds[y1] = (rowEnds[y1] as number) + 1;
      total++;
    } else {
      rowEnds[0] = (rowEnds[0] as number) - 1;
      total--;
    }
  }
  const columns = new Uint32Array(total);
  startsOf(rowEnds);
  for (let i = 0; i + 1 < toggles.length; i += 2) {
    const start = toggles[i] as number;
    const end = toggles[i + 1] as number;
    if (start === end) continue;
    const first = Math.floor(start / height);
    const last = Math.floor(end / height);
    put(columns, rowEnds, start - first * height, first);
    const y1 = end - last * height;
    for (let x = first + 1; x < (y1 > 0 ? last + 1 : last); x++) put(columns, rowEnds, 0, x);
    if (y1 > 0) put(columns, rowEnds, y1, last);
  }
  return { columns, rowEnds, left, right: Math.min(right, width - 1) };
}

/** Counts to starting offsets, in place; filling moves each start to its end. */
function startsOf(counts: Uint32Array): void {
  let before = 0;
  for (let i = 0; i < counts.length; i++) {
    const count = counts[i] as number;
    counts[i] = before;
    before += count;
  }
}

function put(columns: Uint32Array, next: Uint32Array, row: number, x: number): void {
  const slot = next[row] as number;
  columns[slot] = x;
  next[row] = slot + 1;
}
