import type { Page } from "@playwright/test";
import { mergeRles, type Rle, rleArea } from "#core/masks";
import { onScreen } from "./drawn.ts";
import { apiOf, expect, type Studio, shoot, test } from "./studio.ts";

interface Place {
  readonly x: number;
  readonly y: number;
}

/** The mask's colour (Okabe and Ito's green), opaque on its own canvas. */
const PAINTED = [0, 158, 115, 255];
const BARE = [0, 0, 0, 0];

async function openDemo(page: Page, studio: Studio): Promise<void> {
  await page.goto(studio.url);
  await page.getByRole("button", { name: /open the demo/i }).click();
  await expect(page.locator("[data-sample]")).toBeVisible();
  await expect(page.getByTestId("canvas")).toHaveAttribute("data-picture", "ready");
}

/** In this theme, and without a run that keeps the machine busy. */
async function openQuietly(page: Page, studio: Studio, theme: "dark" | "light"): Promise<void> {
  await page.goto(studio.url);
  await expect(page.getByRole("button", { name: /open the demo/i })).toBeVisible();
  await apiOf(page).post("settings.set", { theme, autoDiscover: false });
  await page.reload();
  await openDemo(page, studio);
}

const maskArea = async (page: Page): Promise<number> =>
  Number(await page.getByTestId("canvas").getAttribute("data-mask-area"));

async function saved(page: Page): Promise<void> {
  await expect(page.getByTestId("save-state")).toHaveText(/^saved/i);
}

/** A place of the screen, from the middle of the canvas, which lies on the picture. */
async function fromMiddle(page: Page): Promise<(dx: number, dy: number) => Place> {
  const box = await page.getByTestId("canvas").boundingBox();
  if (!box) throw new Error("the canvas has no place on the screen");
  return (dx, dy) => ({ x: box.x + box.width / 2 + dx, y: box.y + box.height / 2 + dy });
}

/** The pixel at a place of the screen on the canvas that holds the mask's fill. */
function fillAt(page: Page, place: Place): Promise<number[]> {
  return page.evaluate(({ x, y }) => {
    const canvas = document.querySelector<HTMLCanvasElement>('canvas[data-layer="mask-fill"]');
    const context = canvas?.getContext("2d");
    if (!canvas || !context) return [];
    const { left, top, width } = canvas.getBoundingClientRect();
    const ratio = canvas.width / width;
    return [...context.getImageData(Math.round((x - left) * ratio), Math.round((y - top) * ratio), 1, 1).data];
  }, place);
}

async function drag(page: Page, from: Place, to: Place): Promise<void> {
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(to.x, to.y, { steps: 6 });
}

async function stroke(page: Page, from: Place, to: Place): Promise<void> {
  await drag(page, from, to);
  await page.mouse.up();
}

interface Detail {
  readonly state: { readonly mask: Rle | null };
  readonly image: { readonly height: number };
  readonly candidates: readonly { readonly rank: number; readonly rle: Rle }[];
}

/** The open sample as it is on the disk. */
async function onDisk(page: Page): Promise<Detail> {
  const sampleId = await page.locator("[data-sample]").getAttribute("data-sample");
  const dir = new URLSearchParams(new URL(page.url()).hash.slice(1)).get("project");
  const api = apiOf(page);
  const { projectId } = await api.post<{ projectId: string }>("projects.open", { dir });
  return api.get<Detail>("samples.get", { projectId, sampleId });
}

test("paints and erases pixels, each stroke an undo step that outlives a restart", async ({ page, studio }) => {
  await openQuietly(page, studio, "dark");
  const at = await fromMiddle(page);
  await page.keyboard.press("b");
  // The options of the tool lie below the fitted picture, not on it.
  const options = await page.getByTestId("tool-options").boundingBox();
  const { image } = await onDisk(page);
  expect(options?.y).toBeGreaterThanOrEqual((await onScreen(page, 0, image.height)).y);

  // While the button is down the canvas shows the stroke; the mask has it when the button comes up.
  await drag(page, at(-60, 0), at(60, 0));
  await expect(page.getByTestId("brush-cursor")).toBeVisible();
  expect(await fillAt(page, at(0, 0))).toEqual(PAINTED);
  expect(await fillAt(page, at(0, 60))).toEqual(BARE);
  expect(await maskArea(page)).toBe(0);
  await page.mouse.up();
  await expect.poll(() => maskArea(page)).toBeGreaterThan(0);
  await saved(page);
  const painted = await maskArea(page);
  await expect(page.getByTestId("edit-effect")).toHaveText(/IoU \d\.\d\d.* · boundary F \d\.\d\d/);
  expect(await fillAt(page, at(0, 0))).toEqual(PAINTED);
  expect(await fillAt(page, at(0, 60))).toEqual(BARE);

  // A second stroke crosses the first: its tint is no darker there.
  await stroke(page, at(0, -60), at(0, 60));
  await expect.poll(() => maskArea(page)).toBeGreaterThan(painted);
  await saved(page);
  const crossed = await maskArea(page);
  expect(await fillAt(page, at(0, 0))).toEqual(PAINTED);
  expect(await fillAt(page, at(0, 40))).toEqual(PAINTED);

  // Escape leaves no trace of a stroke.
  await drag(page, at(-60, 50), at(-20, 50));
  expect(await fillAt(page, at(-40, 50))).toEqual(PAINTED);
  await page.keyboard.press("Escape");
  await expect.poll(() => fillAt(page, at(-40, 50))).toEqual(BARE);
  await page.mouse.up();
  expect(await maskArea(page)).toBe(crossed);

  await page.keyboard.press("e");
  await drag(page, at(-40, -30), at(-40, 30));
  expect(await fillAt(page, at(-40, 0))).toEqual(BARE);
  expect(await fillAt(page, at(0, 0))).toEqual(PAINTED);
  await page.mouse.up();
  await expect.poll(() => maskArea(page)).toBeLessThan(crossed);
  await saved(page);
  const erased = await maskArea(page);
  expect(await fillAt(page, at(-40, 0))).toEqual(BARE);
  const { mask } = (await onDisk(page)).state;
  expect(mask && rleArea(mask)).toBe(erased);
  await shoot(page, "60-editor-brush-dark");

  // The outline of the brush grows with the picture, and by key.
  const outline = async (): Promise<number> => (await page.getByTestId("brush-cursor").boundingBox())?.width ?? 0;
  const [zoomed, size] = [await page.getByTestId("canvas-zoom").textContent(), await outline()];
  expect(size).toBeCloseTo(20 * (Number.parseInt(zoomed ?? "", 10) / 100), 0);
  await page.keyboard.press("]");
  await expect.poll(outline).toBeCloseTo(size * 1.1, 0);
  await page.keyboard.press("[");
  await page.keyboard.press("+");
  await expect.poll(outline).toBeGreaterThan(size * 1.1);
  await page.keyboard.press("f");

  // Killed in the middle of a stroke: that stroke is lost, and nothing else.
  await drag(page, at(-60, -40), at(60, -40));
  await studio.stop("SIGKILL");
  await studio.start();
  await page.mouse.up();
  await openDemo(page, studio);
  await page.getByTestId("queue-row").first().click();
  await expect.poll(() => maskArea(page)).toBe(erased);
  await page.keyboard.press("Control+z");
  await expect.poll(() => maskArea(page)).toBe(crossed);
  await page.keyboard.press("Control+z");
  await expect.poll(() => maskArea(page)).toBe(painted);
  await page.keyboard.press("Control+Shift+z");
  await expect.poll(() => maskArea(page)).toBe(crossed);
});

test("fills polygons and lassos, floods a colour, and works on the whole mask", async ({ page, studio }) => {
  await openQuietly(page, studio, "light");
  const at = await fromMiddle(page);
  await page.keyboard.press("p");
  for (const place of [at(-80, -60), at(80, -60), at(80, 60), at(-80, 60)]) {
    await page.mouse.click(place.x, place.y);
  }
  await shoot(page, "61-editor-polygon-light");
  // Backspace takes the last vertex back.
  await page.keyboard.press("Backspace");
  await page.mouse.click(at(-80, 60).x, at(-80, 60).y);
  await page.keyboard.press("Enter");
  await expect.poll(() => maskArea(page)).toBeGreaterThan(0);
  const square = await maskArea(page);
  await expect.poll(() => fillAt(page, at(0, 0))).toEqual(PAINTED);
  expect(await fillAt(page, at(0, -70))).toEqual(BARE);

  // Alt with the lasso makes a hole; filling holes closes it again.
  await page.keyboard.press("l");
  await page.keyboard.down("Alt");
  await page.mouse.move(at(-20, -20).x, at(-20, -20).y);
  await page.mouse.down();
  for (const place of [at(20, -20), at(20, 20), at(-20, 20)]) await page.mouse.move(place.x, place.y, { steps: 3 });
  await page.mouse.up();
  await page.keyboard.up("Alt");
  await expect.poll(() => maskArea(page)).toBeLessThan(square);
  await expect.poll(() => fillAt(page, at(0, 0))).toEqual(BARE);
  await page.getByTestId("mask-menu").click();
  await page.getByRole("menuitem", { name: /fill the holes/i }).click();
  await expect.poll(() => maskArea(page)).toBe(square);
  await saved(page);

  await page.keyboard.press("g");
  await page.mouse.click(at(-120, 0).x, at(-120, 0).y);
  await expect.poll(() => maskArea(page)).toBeGreaterThan(square);
  await saved(page);
  await shoot(page, "62-editor-fill-light");
});

test("combines the mask with another candidate, from its card and by key", async ({ page, studio }) => {
  await openDemo(page, studio);
  await expect(page.getByTestId("candidate-2")).toBeVisible({ timeout: 90_000 });
  await page.keyboard.press("1");
  await expect.poll(() => maskArea(page)).toBeGreaterThan(0);
  await saved(page);
  const { candidates } = await onDisk(page);
  const [first, second] = [1, 2].map((rank) => candidates.find((one) => one.rank === rank)?.rle);
  if (!first || !second) throw new Error("there are not two candidates");
  await page.getByTestId("candidate-2").hover();
  await page.getByTestId("candidate-menu-2").click();
  await shoot(page, "63-candidate-menu");
  await page.getByRole("menuitem", { name: /union with candidate 2/i }).click();
  const union = rleArea(mergeRles([first, second], "union"));
  await expect.poll(() => maskArea(page)).toBe(union);
  await saved(page);
  expect((await onDisk(page)).state.mask).toEqual(mergeRles([first, second], "union"));

  await page.getByTestId("candidate-2").hover();
  await page.keyboard.press("Shift+S");
  await expect.poll(() => maskArea(page)).toBe(union - rleArea(second));
});
