/** What all notes of such ids are counted under. */
export const ROUNDED_ID = "its id is a number that JSON does not keep exactly";

/**
 * Why a number cannot stand for an id; null if it can. JSON's numbers are doubles once they are read: from 2^53 on
 * neighbouring whole numbers become one (2^60 and 2^60 + 1 do), and a record would be joined with another's.
 */
export function roundedId(id: unknown): string | null {
  if (typeof id !== "number" || !Number.isInteger(id) || Number.isSafeInteger(id)) return null;
  return `The id near ${id} is beyond 2^53, where numbers in JSON lose their last digits; write such ids as text, in quotes.`;
}
