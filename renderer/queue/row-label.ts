import type { SampleSummary } from "#core/samples";

export interface RowLabel {
  readonly kind: "question" | "blank";
  /** The question; without one what tells the sample from the others of its picture. */
  readonly words: string;
}

/** What a row of the queue says first. */
export function labelOf({ question, category, id }: Pick<SampleSummary, "question" | "category" | "id">): RowLabel {
  if (question.trim() !== "") return { kind: "question", words: question };
  return { kind: "blank", words: category.trim() === "" ? id : category };
}
