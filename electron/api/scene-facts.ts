import { z } from "zod";
import { COLORS, MATERIALS, SHAPES, SIZES } from "#core/scenes";
import type { ProjectStore } from "#electron/store";

const stepSchema = z.looseObject({
  op: z.string(),
  attributes: z
    .object({
      size: z.enum(SIZES).optional(),
      color: z.enum(COLORS).optional(),
      material: z.enum(MATERIALS).optional(),
      shape: z.enum(SHAPES).optional(),
    })
    .optional(),
});
const objectSchema = z.object({
  size: z.enum(SIZES),
  color: z.enum(COLORS),
  material: z.enum(MATERIALS),
  shape: z.enum(SHAPES),
  /** Where the centre is seen: pixels from the top left, and the depth. */
  pixel: z.tuple([z.number(), z.number(), z.number()]),
});

/** What a generated sample's details say of its question: the program, the objects of each step, and the scene's. */
export const sceneFactsSchema = z.object({
  program: z.array(stepSchema).max(100),
  values: z.array(z.array(z.number().int().nonnegative())).max(100),
  objects: z.array(objectSchema).max(100),
});
export type SceneFactsInfo = z.infer<typeof sceneFactsSchema>;

const detailsSchema = z.looseObject({
  program: sceneFactsSchema.shape.program,
  values: sceneFactsSchema.shape.values,
  scene: z.looseObject({ objects: sceneFactsSchema.shape.objects }),
});

/** Null where the sample's dataset tells no program and scene, or one of another form. */
export function sceneFactsOf(store: ProjectStore, sampleId: string): SceneFactsInfo | null {
  const details = store.details(sampleId);
  // Our own dataset folder keeps its further keys below its name.
  return factsIn(details) ?? factsIn(details.own);
}

function factsIn(details: unknown): SceneFactsInfo | null {
  const parsed = detailsSchema.safeParse(details);
  if (!parsed.success) return null;
  const { program, values, scene } = parsed.data;
  return { program, values, objects: scene.objects };
}
