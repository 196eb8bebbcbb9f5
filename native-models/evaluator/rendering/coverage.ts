import { countsToRuns, type Rle } from "#core/masks";

/** A part of the original image, whole pixels. */
export interface Part {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A mask at the size of a picture: row-major, 0 (outside) to 255 (inside); between them on edges that were scaled down. */
export interface Shade {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/**
 * The share of each cell's pixels that the mask covers, for a part of the image scaled to width x height cells. Straight
 * from the runs: no bitmap of the original's size is made. A mask with any pixel in the part has at least one cell of
 * 255, however far it is scaled down; scaling up repeats pixels.
 */
export function shadeOf(rle: Rle, part: Part, width: number, height: number): Shade {
  const cols = Math.min(width, part.width);
  const rows = Math.min(height, part.height);
  const shade = shrink(rle, part, cols, rows);
  return cols === width && rows === height ? shade : enlarge(shade, width, height);
}

function shrink(rle: Rle, part: Part, cols: number, rows: number): Shade {
  // Cell i takes the pixels from edge[i] to edge[i + 1]; every pixel is in one cell.
  const colEdges = edges(part.width, cols);
  const rowEdges = edges(part.height, rows);
  const colOf = cellOf(colEdges, part.width);
  const rowOf = cellOf(rowEdges, part.height);
  const covered = new Float64Array(cols * rows);
  eachStretch(rle, part, (x, from, to) => {
    const col = colOf[x] as number;
    for (let row = rowOf[from] as number; row < rows && (rowEdges[row] as number) < to; row++) {
      const start = Math.max(from, rowEdges[row] as number);
      const end = Math.min(to, rowEdges[row + 1] as number);
      const cell = row * cols + col;
      covered[cell] = (covered[cell] as number) + (end - start);
    }
  });
  const data = new Uint8Array(cols * rows);
  let best = 0;
  let most = 0;
  for (let row = 0, cell = 0; row < rows; row++) {
    const high = (rowEdges[row + 1] as number) - (rowEdges[row] as number);
    for (let col = 0; col < cols; col++, cell++) {
      const share = (covered[cell] as number) / (high * ((colEdges[col + 1] as number) - (colEdges[col] as number)));
      data[cell] = Math.round(255 * share);
      if (share > most) {
        most = share;
        best = cell;
      }
    }
  }
  if (most > 0) data[best] = 255;
  return { width: cols, height: rows, data };
}

function edges(pixels: number, cells: number): Uint32Array {
  return Uint32Array.from({ length: cells + 1 }, (_, cell) => Math.round((cell * pixels) / cells));
}

function cellOf(edge: Uint32Array, pixels: number): Uint32Array {
  const cells = new Uint32Array(pixels);
  for (let cell = 0; cell + 1 < edge.length; cell++) cells.fill(cell, edge[cell], edge[cell + 1]);
  return cells;
}

/** Calls back for each vertical stretch of the mask inside the part: column, first row, row behind the last; part's own coordinates. */
function eachStretch(rle: Rle, part: Part, visit: (x: number, from: number, to: number) => void): void {
  const [height] = rle.size;
  const runs = countsToRuns(rle.counts);
  let at = 0;
  for (let run = 0; run < runs.length; run++) {
    const end = at + (runs[run] as number);
    // COCO's runs go down the columns; odd ones are mask. One may span several columns.
    for (let start = run % 2 === 1 ? at : end; start < end; ) {
      const x = Math.floor(start / height);
      const stop = Math.min(end, (x + 1) * height);
      const from = Math.max(0, start - x * height - part.y);
      const to = Math.min(part.height, stop - x * height - part.y);
      if (x >= part.x && x < part.x + part.width && from < to) visit(x - part.x, from, to);
      start = stop;
    }
    at = end;
  }
}

function enlarge(shade: Shade, width: number, height: number): Shade {
  const data = new Uint8Array(width * height);
  for (let y = 0, at = 0; y < height; y++) {
    const row = Math.floor((y * shade.height) / height) * shade.width;
    for (let x = 0; x < width; x++, at++) {
      data[at] = shade.data[row + Math.floor((x * shade.width) / width)] as number;
    }
  }
  return { width, height, data };
}
