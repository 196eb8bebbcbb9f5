import { AppError } from "#core/errors";
import { createBitmap } from "#core/masks";

/** Rows of "#" (set) and "." */
export function bitmap(...rows: string[]) {
  const made = createBitmap(rows[0]?.length ?? 0, rows.length);
  for (const [i, char] of [...rows.join("")].entries()) made.data[i] = char === "#" ? 1 : 0;
  return made;
}

export const refused = (thrown: unknown) => thrown instanceof AppError && thrown.code === "bad-input";
