import type { Page } from "@playwright/test";

/** A part of the picture, in its pixels. */
export interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Drawn {
  /** Share of the area's pixels that the layer covers at all. */
  readonly share: number;
  /** Mean colour of those, 0..255, and their mean opacity, 0..255. */
  readonly red: number;
  readonly green: number;
  readonly blue: number;
  readonly alpha: number;
}

interface KonvaStage {
  x(): number;
  y(): number;
  scaleX(): number;
}

/** What the layer of the pipeline's steps drew over a part of the picture; over all of it where none is named. */
export function drawn(page: Page, area: Area | null = null): Promise<Drawn> {
  return page.evaluate((box) => {
    const canvas = document.querySelector('canvas[data-layer="pipeline"]') as HTMLCanvasElement | null;
    const stage = (window as unknown as { Konva: { stages: KonvaStage[] } }).Konva.stages[0];
    if (stage === undefined) throw new Error("There is no canvas.");
    // There is a layer for the steps only while one is open.
    if (canvas === null) return { share: 0, red: 0, green: 0, blue: 0, alpha: 0 };
    const ratio = canvas.width / canvas.getBoundingClientRect().width;
    const at = (value: number, origin: number) => Math.round((value * stage.scaleX() + origin) * ratio);
    const [left, top] = box ? [at(box.x, stage.x()), at(box.y, stage.y())] : [0, 0];
    const right = box ? at(box.x + box.width, stage.x()) : canvas.width;
    const bottom = box ? at(box.y + box.height, stage.y()) : canvas.height;
    const [width, height] = [Math.max(1, right - left), Math.max(1, bottom - top)];
    const { data } = (canvas.getContext("2d") as CanvasRenderingContext2D).getImageData(left, top, width, height);
    const sums = [0, 0, 0, 0];
    let covered = 0;
    for (let i = 0; i < data.length; i += 4) {
      if ((data[i + 3] as number) === 0) continue;
      covered++;
      for (let c = 0; c < 4; c++) sums[c] = (sums[c] as number) + (data[i + c] as number);
    }
    const mean = (c: number) => (covered === 0 ? 0 : (sums[c] as number) / covered);
    return { share: covered / (width * height), red: mean(0), green: mean(1), blue: mean(2), alpha: mean(3) };
  }, area);
}

/** Where a place of the picture is on the screen. */
export async function onScreen(page: Page, x: number, y: number): Promise<{ x: number; y: number }> {
  const box = await page.getByTestId("canvas").boundingBox();
  const view = await page.evaluate(() => {
    const stage = (window as unknown as { Konva: { stages: KonvaStage[] } }).Konva.stages[0] as KonvaStage;
    return { x: stage.x(), y: stage.y(), scale: stage.scaleX() };
  });
  if (box === null) throw new Error("The canvas has no place on the screen.");
  return { x: box.x + view.x + x * view.scale, y: box.y + view.y + y * view.scale };
}
