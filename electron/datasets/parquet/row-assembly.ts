import { assembleLists, assembleNested } from "hyparquet/src/assemble.js";
import type { DecodedArray, SchemaTree } from "hyparquet/src/types.js";
import type { LeafRow } from "./leaf-reader.ts";
import { type LeafShape, PARSERS } from "./leaf-shape.ts";
import { MAX_GRID_LISTS, MAX_ROW_GRIDS } from "./limits.ts";
import { NumberRows } from "./number-rows.ts";
import { RowBudgetError } from "./page-budget.ts";

/** Fewer numbers than these become plain lists: polygons, boxes, sizes. */
export const MIN_NUMBER_ROWS = 1024;
/** The same of a list of numbers that has no lists in it: only a mask's pixels are as many. */
const MIN_NUMBER_ROW = 2 ** 18;

/** A leaf and its present row. */
export interface LeafPart {
  readonly leaf: LeafShape;
  readonly row: LeafRow;
}

/** The value that a top-level column has in a row, from all of its leaves. Throws an Error where they do not fit. */
export function assembleValue(tree: SchemaTree, parts: readonly LeafPart[]): unknown {
  const [first] = parts as readonly [LeafPart];
  if (tree.children.length === 0 && first.leaf.repetition === 0) {
    const [value] = first.row.values;
    return value === undefined ? null : first.leaf.meta.type === "BOOLEAN" ? value !== 0 : value;
  }
  const { leaf, row } = first;
  const least = leaf.repetition === 1 ? MIN_NUMBER_ROW : MIN_NUMBER_ROWS;
  if (row.definition.length > least && isGrid(tree, leaf)) return numberRows(leaf, row);
  const data = new Map(parts.map((part) => [part.leaf.name, listsOf(part)]));
  if (tree.children.length > 0) assembleNested(data, tree, PARSERS);
  const [value] = data.get(tree.element.name) ?? [];
  return value;
}

function listsOf({ leaf, row }: LeafPart): DecodedArray {
  const values = leaf.meta.type === "BOOLEAN" ? Array.from(row.values, (flag) => flag !== 0) : row.values;
  const repetition = leaf.repetition > 0 ? Array.from(row.repetition) : [];
  return assembleLists([], Array.from(row.definition), repetition, values, [...leaf.path]);
}

/** Lists of numbers, up to three in one another, with nothing else between: what masks are stored as. */
export function isGrid(tree: SchemaTree, leaf: LeafShape): boolean {
  if (leaf.numbers === null || leaf.repetition < 1 || leaf.repetition > 3) return false;
  let lists = 0;
  let at = tree;
  while (at.children.length === 1) {
    const [middle] = at.children as [SchemaTree];
    const isList = at.element.converted_type === "LIST" || at.element.logical_type?.type === "LIST";
    if (!isList || at.element.repetition_type === "REPEATED" || middle.element.repetition_type !== "REPEATED")
      return false;
    lists++;
    // A list's middle may be its element, as older writers have it.
    if (middle.children.length === 0) return lists === leaf.repetition;
    if (middle.children.length !== 1) return false;
    [at] = middle.children as [SchemaTree];
  }
  return at.children.length === 0 && at.element.repetition_type !== "REPEATED" && lists === leaf.repetition;
}

/** Rows of numbers; among several such, an empty list and null stand for themselves. */
type Grid = NumberRows | readonly never[] | null;

/** Of a row that has entries enough to be more than an empty list. */
function numberRows(leaf: LeafShape, row: LeafRow): Grid | Grid[] {
  const inner = definitionAt(leaf, leaf.repetition);
  // A list without lists in it is one row.
  const outer = leaf.repetition === 1 ? 0 : definitionAt(leaf, leaf.repetition - 1);
  const grids: Grid[] = [];
  let grid = new GridBuilder(leaf);
  let taken = 0;
  for (let i = 0; i < row.definition.length; i++) {
    const repetition = row.repetition[i] as number;
    const definition = row.definition[i] as number;
    if (i > 0 && repetition < leaf.repetition - 1) {
      if (grids.length >= MAX_ROW_GRIDS) throw new RowBudgetError(`more than ${MAX_ROW_GRIDS} masks in one row`);
      grids.push(grid.build(row.values, taken));
      taken += grid.present;
      grid = new GridBuilder(leaf);
    }
    // A list without rows has one entry that says so: one level below that of its elements it is empty, else null.
    if (definition < outer) grid.isNull = definition < outer - 1;
    else grid.add(repetition < leaf.repetition, definition === leaf.definition, definition >= inner);
  }
  grids.push(grid.build(row.values, taken));
  return leaf.repetition < 3 ? (grids[0] as Grid) : grids;
}

class GridBuilder {
  private readonly lengths: number[] = [];
  private missing = 0;
  present = 0;
  isNull = false;

  constructor(private readonly leaf: LeafShape) {}

  add(isNewRow: boolean, isPresent: boolean, isElement: boolean): void {
    if (isNewRow) this.lengths.push(0);
    if (this.lengths.length > MAX_GRID_LISTS) {
      throw new RowBudgetError(`more than ${MAX_GRID_LISTS} lists in one row of a column`);
    }
    if (isPresent) {
      this.present++;
      this.lengths[this.lengths.length - 1] = (this.lengths.at(-1) as number) + 1;
    } else if (isElement) this.missing++;
  }

  build(values: DecodedArray, start: number): Grid {
    if (this.lengths.length === 0) return this.isNull ? null : [];
    const own = values.slice(start, start + this.present) as NumberRows["values"];
    return new NumberRows(own, this.lengths, this.leaf.meta.type === "BOOLEAN", this.missing);
  }
}

/** The definition level from which the list of that depth has an element. */
function definitionAt({ path }: LeafShape, depth: number): number {
  let level = 0;
  let lists = 0;
  for (const { element } of path.slice(1)) {
    if (element.repetition_type !== "REQUIRED") level++;
    if (element.repetition_type === "REPEATED" && ++lists === depth) break;
  }
  return level;
}
