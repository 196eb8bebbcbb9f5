import sharp from "sharp";
import { type Scene, type Split, sampleSplitScene } from "#core/scenes";
import { instanceMap, renderScene } from "#core/scenes/rendering";

/** Scene number `index` of a split, to be sampled and rendered. */
export interface RenderTask {
  readonly split: Split;
  readonly index: number;
  readonly width: number;
  readonly height: number;
}

export interface Rendered {
  readonly scene: Scene;
  readonly png: Uint8Array;
  readonly ids: Uint8Array;
}

/** The same task gives the same bytes on every thread. */
export async function renderTask({ split, index, width, height }: RenderTask): Promise<Rendered> {
  const scene = sampleSplitScene(split, index, { width, height });
  const { rgb } = renderScene(scene);
  const png = await sharp(rgb, { raw: { width, height, channels: 3 } })
    .png({ palette: false })
    .toBuffer();
  return { scene, png, ids: instanceMap(scene) };
}
