import type { Catalogue } from "#renderer/language";
import type { Target } from "./types.ts";

export interface Column {
  readonly title: string;
  /** What the number is, and whose. */
  readonly explanation: string;
  readonly isWords?: boolean;
}

export interface Row {
  readonly id: string;
  readonly target: Target | null;
  readonly cells: readonly string[];
  /** Set apart by a line and a word in its cells, not by colour alone. */
  readonly isDropped?: boolean;
}

export interface Table {
  readonly title: string;
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
}

export interface Fact {
  readonly label: string;
  readonly value: string;
  readonly explanation: string;
}

/** A step in numbers. */
export interface Report {
  readonly facts: readonly Fact[];
  readonly tables: readonly Table[];
  /** What a person should know of it, in words; also what the run did not keep. */
  readonly notes: readonly string[];
}

export type Words = Catalogue["reports"];

/** Of a step that the run kept nothing of. */
export const untraced = ({ noTrace }: Words): Report => ({ facts: [], tables: [], notes: [noTrace] });
