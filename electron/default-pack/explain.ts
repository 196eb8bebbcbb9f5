import { AppError } from "#core/errors";
import type { FoundPack } from "#native-models/packs";

/**
 * The refusal of a question about a picture that no pack here was made for, with the three ways to go on. `made` are
 * the packs that were made for others.
 */
export function noPackForPicture(file: string, made: readonly FoundPack[]): AppError {
  const known = made.map(({ id, domain }) => `${id} knows only ${domain}`).join("; ");
  return new AppError({
    code: "model-missing",
    message: `A question about a photograph needs a bigger pack or an endpoint: ${known}, and this picture looks different.`,
    where: file,
    cure:
      "Point at the target yourself with --point x,y, or let SAM propose masks without reading the question " +
      "(--attention grid); name a pack that knows photographs with --pack ID (`rea2seg pack list`); or ask an endpoint " +
      "with --attention chat --evaluator chat --endpoint URL --model NAME.",
  });
}
