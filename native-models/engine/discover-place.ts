import type { Region } from "#core/samples";
import { type ImageSize, middleOf, mostAttendedToken, tokenOfPoint } from "#native-models/discovery";
import type { AttentionAnswer } from "#native-models/segmenter";

/**
 * Where SAM is asked first if the source has no prompt token. Ours, the paper always has one: the middle of the most
 * attended token; of equal ones the nearest to the image's centre. Where the source gives points of its own, the first
 * of them in that token, which is what the attention stands for. Without any attention inside the image, its centre.
 */
export function initialPlace(
  { attention, seeding }: Pick<AttentionAnswer, "attention" | "seeding">,
  regions: readonly (Region | null)[],
  image: ImageSize,
): { x: number; y: number } {
  const most = mostAttendedToken(attention, regions, image);
  if (most === null) return { x: image.width / 2, y: image.height / 2 };
  const points = seeding.kind === "points" ? seeding.points : [];
  const given = points.find((point) => tokenOfPoint(attention, image, point) === most.token);
  return given === undefined ? middleOf(most.region) : { x: given.x, y: given.y };
}
