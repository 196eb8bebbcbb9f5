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

/** The store gives details in the queue's order alone; further down than this the walk to them would take too long. */
const LAST_ORDINAL = 2000;
/** Rows between two chances for other work. */
const ROWS_AT_ONCE = 50;

/** Null where the sample's dataset tells no program and scene, or one of another form, or it stands too far down. */
export async function sceneFactsOf(
  store: ProjectStore,
  sampleId: string,
  signal: AbortSignal | undefined,
): Promise<SceneFactsInfo | null> {
  const { ordinal, kind } = store.sample(sampleId);
  // Questions of our own always have a kind.
  if (ordinal > LAST_ORDINAL || kind.length === 0) return null;
  let read = 0;
  for (const sample of store.exportSamples()) {
    if (sample.id === sampleId) return factsIn(sample.details);
    if (++read % ROWS_AT_ONCE !== 0) continue;
    await new Promise((resolve) => setImmediate(resolve));
    if (signal?.aborted) return null;
  }
  return null;
}

function factsIn(details: Readonly<Record<string, unknown>>): SceneFactsInfo | null {
  const parsed = detailsSchema.safeParse(details);
  if (!parsed.success) return null;
  const { program, values, scene } = parsed.data;
  return { program, values, objects: scene.objects };
}
