import { z } from "zod";
import type { RunRequest } from "#core/samples";
import { packPlaces } from "#electron/config";
import { type PackForPicture, packForPicture } from "#electron/default-pack";
import { intactImage } from "./intact-image.ts";
import type { Services } from "./services.ts";

const packSchema = z.object({ id: z.string(), version: z.string(), title: z.string(), domain: z.string() });

type ChoiceServices = Pick<Services, "projects" | "dirs" | "assetsDir">;

export const choiceSchema = z.object({
  reason: z.enum(["picture-fits", "picture-differs", "no-pack"]),
  /** With `picture-fits`. */
  pack: packSchema.nullable(),
  /** With `picture-differs`: the packs that were made for other pictures. */
  made: z.array(packSchema),
});
export type ChoiceInfo = z.infer<typeof choiceSchema>;

/** Looks at the sample's picture, once for its bytes. Throws `image-missing`, `image-changed` or `image-damaged`. */
export async function choiceForSample(
  services: ChoiceServices,
  projectId: string,
  sampleId: string,
): Promise<ChoiceInfo> {
  const choice = await choose(services, projectId, sampleId);
  const made = choice.reason === "picture-differs" ? choice.made : [];
  return { reason: choice.reason, pack: choice.pack, made: [...made] };
}

/** The request with the pack that fits the picture; where none does, or where a person clicked, as the app always has. */
export async function requestByPicture(
  services: ChoiceServices,
  projectId: string,
  sampleId: string,
  request: RunRequest,
): Promise<RunRequest> {
  const without: RunRequest = { ...request, evaluator: "predicted-iou", cot: null };
  if (request.attention === "clicks") return without;
  const { pack } = await choose(services, projectId, sampleId);
  if (pack === null) return without;
  const evaluator = pack.evaluator === null ? "predicted-iou" : "pack";
  const cot = pack.evaluator === null ? null : request.cot;
  const groupSize = Math.min(request.groupSize, pack.evaluator?.groupSize ?? request.groupSize);
  return { ...request, pack: `${pack.id}@${pack.version}`, attention: "pack", evaluator, groupSize, cot };
}

function choose(services: ChoiceServices, projectId: string, sampleId: string): Promise<PackForPicture> {
  const store = services.projects.get(projectId);
  const { path, hash } = intactImage(store, store.sample(sampleId).imageId);
  return packForPicture({ path, hash }, packPlaces(services.dirs, services.assetsDir));
}
