import { createBitmap, encodeRle, type Rle } from "#core/masks";
import type { Scene, SceneObject } from "#core/scenes";
import type { GeometricQuestion } from "#core/scenes/programs";
import type { ExportImage, ExportSample } from "#electron/datasets/writing";
import type { PicturedScene } from "./contract.ts";

/** The part of an object that one sees, as a mask of the picture's size. */
export function visibleMask({ scene, ids }: PicturedScene, object: number): Rle {
  const bitmap = createBitmap(scene.width, scene.height);
  for (let pixel = 0; pixel < ids.length; pixel++) if (ids[pixel] === object + 1) bitmap.data[pixel] = 1;
  return encodeRle(bitmap);
}

/** A question as exporters take it; program and scene go with it. `number` counts the scene's questions from 1. */
export function sampleOf(
  pictured: PicturedScene,
  question: GeometricQuestion,
  { image, split, number }: { readonly image: ExportImage; readonly split: string; readonly number: number },
): ExportSample {
  const { text, kind, form, program, values, target, words } = question;
  return {
    id: `${pictured.name}-${number}`,
    image,
    question: text,
    category: "geometric",
    kind: [kind],
    split,
    mask: visibleMask(pictured, target),
    ignore: null,
    details: {
      answer: nameOf(pictured.scene.objects[target]),
      form,
      program,
      values,
      target,
      words,
      scene: rounded(pictured.scene),
    },
    status: "todo",
    comment: "",
    candidates: () => [],
  };
}

function nameOf(object: SceneObject | undefined): string {
  if (object === undefined) throw new Error("A question's answer is an object of its scene.");
  return `${object.size} ${object.color} ${object.material} ${object.shape}`;
}

/** For reading: a millionth of a unit is far below a pixel. */
function rounded(scene: Scene): unknown {
  return JSON.parse(
    JSON.stringify(scene, (_, value: unknown) => (typeof value === "number" ? Math.round(value * 1e6) / 1e6 : value)),
  );
}
