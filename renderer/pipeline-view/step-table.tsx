import { type KeyboardEvent, memo } from "react";
import { useText } from "#renderer/language";
import { hoverTarget, keyOf, type Row, type Table, type Target, usePipelineView } from "#renderer/pipeline-steps";
import styles from "./pipeline-view.module.css";

interface StepTableProps {
  readonly table: Table;
  /** Which run and pack the numbers are of. */
  readonly whose: string;
  readonly hoveredCandidate: string | null;
}

/** A step's numbers. Resting on a row, or going to it by keys, shows on the picture what it is about. */
export const StepTable = memo(function StepTable({ table, whose, hoveredCandidate }: StepTableProps) {
  const words = useText().pipeline;
  const hovered = usePipelineView((view) => view.hovered);
  const meant: Target | null =
    hovered ?? (hoveredCandidate === null ? null : { kind: "candidate", id: hoveredCandidate });
  const hoveredKey = meant === null ? null : keyOf(meant);
  return (
    <table className={styles.table}>
      <caption>{table.title}</caption>
      <thead>
        <tr>
          {table.columns.map((column) => (
            <th key={column.title} scope="col" data-words={column.isWords} title={`${column.explanation} ${whose}`}>
              {column.title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {table.rows.map((row) => (
          <TableRow
            key={row.id}
            row={row}
            table={table}
            whose={whose}
            isHovered={row.target !== null && keyOf(row.target) === hoveredKey}
          />
        ))}
        {table.rows.length === 0 && (
          <tr>
            <td colSpan={table.columns.length} data-words>
              {words.none}
            </td>
          </tr>
        )}
      </tbody>
    </table>
  );
});

interface TableRowProps {
  readonly row: Row;
  readonly table: Table;
  readonly whose: string;
  readonly isHovered: boolean;
}

const TableRow = memo(function TableRow({ row, table, whose, isHovered }: TableRowProps) {
  const { target } = row;
  return (
    <tr
      data-row={row.id}
      data-hovered={isHovered}
      data-dropped={row.isDropped}
      tabIndex={target === null ? undefined : 0}
      onMouseEnter={() => hoverTarget(target)}
      onMouseLeave={() => hoverTarget(null)}
      onFocus={() => hoverTarget(target)}
      onBlur={() => hoverTarget(null)}
      onKeyDown={goToNeighbour}
    >
      {row.cells.map((cell, place) => {
        const column = table.columns[place];
        return (
          <td key={column?.title} data-words={column?.isWords} title={`${column?.explanation ?? ""} ${whose}`}>
            {cell}
          </td>
        );
      })}
    </tr>
  );
});

/** The arrows go from row to row. */
function goToNeighbour(event: KeyboardEvent<HTMLTableRowElement>): void {
  const row = event.currentTarget;
  const next =
    event.key === "ArrowDown" ? row.nextElementSibling : event.key === "ArrowUp" ? row.previousElementSibling : null;
  if (!(next instanceof HTMLElement) || next.tabIndex < 0) return;
  event.preventDefault();
  next.focus();
}
