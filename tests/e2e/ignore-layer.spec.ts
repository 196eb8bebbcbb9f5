import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { decodeRle, encodeRle, lisaMasks, type Rle, rleArea } from "#core/masks";
import { items, writeReasonSeg } from "./reasonseg-folder.ts";
import { apiOf, expect, type Studio, shoot, test } from "./studio.ts";

interface State {
  readonly mask: Rle | null;
  readonly ignore?: Rle;
}

/** The coffee of the ReasonSeg folder, opened in a new project. */
async function openCoffee(page: Page, studio: Studio): Promise<string> {
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.goto(studio.url);
  const api = apiOf(page);
  await expect(page.getByRole("button", { name: /open the demo/i })).toBeVisible();
  await api.post("settings.set", { theme: "dark", autoDiscover: false, autoAdvance: false });
  const source = writeReasonSeg(join(studio.home, "ReasonSeg"), items.slice(0, 1));
  const dir = join(studio.projectsDir, "ignore");
  const { projectId } = await api.post<{ projectId: string }>("projects.create", { dir, title: "Ignore" });
  const order = { projectId, format: "reasonseg", source, options: {}, mapping: {}, strict: true, copy: false };
  await api.post("datasets.startImport", order);
  await expect
    .poll(async () => (await api.get<{ total: number }>("samples.page", { projectId, offset: 0, limit: 9 })).total, {
      timeout: 60_000,
    })
    .toBe(1);
  await page.goto(`${new URL(page.url()).origin}/#${new URLSearchParams({ project: dir })}`);
  await page.reload();
  await expect(page.getByTestId("canvas")).toHaveAttribute("data-picture", "ready");
  return projectId;
}

const stateOf = async (page: Page, projectId: string): Promise<State> =>
  (await apiOf(page).get<{ state: State }>("samples.get", { projectId, sampleId: "coffee" })).state;

const saved = (page: Page): Promise<void> => expect(page.getByTestId("save-state")).toHaveText(/^saved/i);

/** The pixel of the strokes' own canvas at a place of the screen. */
function strokeAt(page: Page, at: { x: number; y: number }): Promise<number[] | null> {
  return page.evaluate(({ x, y }) => {
    const canvas = document.querySelector<HTMLCanvasElement>('canvas[data-layer="ignore-fill"]');
    const context = canvas?.getContext("2d");
    if (!canvas || !context) return null;
    const { left, top, width } = canvas.getBoundingClientRect();
    const ratio = canvas.width / width;
    return [...context.getImageData(Math.round((x - left) * ratio), Math.round((y - top) * ratio), 1, 1).data];
  }, at);
}

test("the ignore layer is painted with the mask's tools, undone after a restart, and goes out to ReasonSeg exactly", async ({
  page,
  studio,
}) => {
  const projectId = await openCoffee(page, studio);
  const layer = page.getByTestId("layer");
  await page.keyboard.press("Shift+T");
  await expect(page.getByTestId("canvas")).not.toHaveAttribute("data-mask-area", "0");
  await expect(layer).toHaveAttribute("data-layer", "mask");
  await page.keyboard.press("i");
  await expect(layer).toHaveAttribute("data-layer", "ignore");
  await expect(page.getByTestId("reference-legend")).toContainText("ignored");
  await shoot(page, "67-ignore-layer-dark");

  const mask = (await stateOf(page, projectId)).mask;
  const box = await page.getByTestId("canvas").boundingBox();
  if (!box) throw new Error("the canvas has no place on the screen");
  const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  await page.keyboard.press("b");
  await page.mouse.move(middle.x - 120, middle.y + 90);
  await page.mouse.down();
  await page.mouse.move(middle.x + 40, middle.y + 90, { steps: 8 });
  // Orange, in the stroke's own canvas while it is drawn.
  expect(await strokeAt(page, { x: middle.x - 40, y: middle.y + 90 })).toEqual([230, 159, 0, 255]);
  await page.mouse.up();
  await saved(page);
  const painted = await stateOf(page, projectId);
  expect(painted.mask).toEqual(mask);
  expect(rleArea(painted.ignore as Rle)).toBeGreaterThan(60 * 60);
  await shoot(page, "68-ignore-painted-dark");

  // A restart, an undo, a redo.
  await page.reload();
  await expect(page.getByTestId("canvas")).toHaveAttribute("data-picture", "ready");
  await page.keyboard.press("Control+z");
  await saved(page);
  expect((await stateOf(page, projectId)).ignore).toBeUndefined();
  await page.keyboard.press("Control+Shift+z");
  await saved(page);
  expect(await stateOf(page, projectId)).toEqual(painted);

  await page.keyboard.press("Control+Enter");
  await expect(page.getByTestId("workspace")).toHaveAttribute("data-status", "fixed");
  await saved(page);
  await apiOf(page).post("settings.set", { theme: "light" });
  await page.reload();
  await expect(page.getByTestId("canvas")).toHaveAttribute("data-picture", "ready");
  await page.keyboard.press("i");
  await shoot(page, "69-ignore-layer-light");

  const out = join(studio.home, "out");
  const job = await apiOf(page).post<{ id: string }>("datasets.startExport", {
    ...{ projectId, format: "reasonseg", out, options: {} },
  });
  await expect
    .poll(async () => {
      const jobs = await apiOf(page).get<{ id: string; state: string }[]>("datasets.list", { projectId });
      return jobs.find(({ id }) => id === job.id)?.state;
    })
    .toBe("done");
  const { shapes } = JSON.parse(readFileSync(join(out, "val", "coffee.json"), "utf8"));
  const [height, width] = (painted.ignore as Rle).size;
  const drawn = lisaMasks(shapes, width, height);
  expect(encodeRle(drawn.ignore).counts).toBe((painted.ignore as Rle).counts);
  const ignored = decodeRle(painted.ignore as Rle).data;
  const wanted = decodeRle(painted.mask as Rle).data.map((value, i) => (ignored[i] ? 0 : value));
  expect(Buffer.compare(Buffer.from(drawn.target.data), Buffer.from(wanted))).toBe(0);
});
