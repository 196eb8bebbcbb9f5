import type { Page } from "@playwright/test";
import { expect, type Studio, shoot, test } from "./studio.ts";

const workspace = (page: Page) => page.locator("[data-sample]");

async function openDemo(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await page.getByRole("button", { name: /open the demo/i }).click();
  await expect(workspace(page)).toBeVisible();
}

async function candidatesArrive(page: Page): Promise<void> {
  await expect(page.getByTestId("candidate-1")).toBeVisible({ timeout: 60_000 });
}

const maskArea = async (page: Page): Promise<number> =>
  Number(await page.getByTestId("canvas").getAttribute("data-mask-area"));

async function saved(page: Page): Promise<void> {
  await expect(page.getByTestId("save-state")).toHaveText(/^saved/i);
}

test("the demo from first start to a verdict that outlives a restart", async ({ page, studio }) => {
  await page.goto(studio.url);
  await expect(page.getByRole("button", { name: /open the demo/i })).toBeVisible();
  await shoot(page, "01-home");

  await page.getByRole("button", { name: /open the demo/i }).click();
  await candidatesArrive(page);
  await shoot(page, "02-candidates");
  const sample = await workspace(page).getAttribute("data-sample");

  // Choose by key, then refine with one more positive and one negative click.
  await page.keyboard.press("1");
  await expect.poll(() => maskArea(page)).toBeGreaterThan(0);
  await saved(page);
  const chosen = await maskArea(page);
  await page.keyboard.press("q");
  const canvas = await page.getByTestId("canvas").boundingBox();
  if (!canvas) throw new Error("the canvas has no place on the screen");
  const centre = { x: canvas.x + canvas.width / 2, y: canvas.y + canvas.height / 2 };
  await page.mouse.click(centre.x, centre.y);
  await expect.poll(() => maskArea(page), { timeout: 30_000 }).not.toBe(chosen);
  await saved(page);
  const refined = await maskArea(page);
  expect(refined).toBeGreaterThan(0);
  await shoot(page, "03-refined");

  await page.keyboard.press("Control+z");
  await expect.poll(() => maskArea(page)).toBe(chosen);
  await page.keyboard.press("Control+Shift+z");
  await expect.poll(() => maskArea(page)).toBe(refined);

  await page.keyboard.press("Alt+Enter");
  // A verdict takes the reviewer to the next open sample.
  await expect(workspace(page)).not.toHaveAttribute("data-sample", sample ?? "");
  await shoot(page, "04-next-sample");

  await studio.stop();
  await studio.start();
  await openDemo(page, studio.url);
  await page.getByTestId("queue-row").first().click();
  await expect(workspace(page)).toHaveAttribute("data-sample", sample ?? "");
  await expect(workspace(page)).toHaveAttribute("data-status", "fixed");
  await expect.poll(() => maskArea(page)).toBe(refined);
  await shoot(page, "05-still-there");

  // Undo reaches back over the restart: first the verdict, then the refinement.
  await page.keyboard.press("Control+z");
  await expect(workspace(page)).toHaveAttribute("data-status", "started");
  await page.keyboard.press("Control+z");
  await expect.poll(() => maskArea(page)).toBe(chosen);
});

test("no request leaves the machine, and the page breaks no rule of its policy", async ({ page, studio }) => {
  const origin = new URL(studio.url).origin;
  const foreign: string[] = [];
  const complaints: string[] = [];
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (url.origin !== origin && url.protocol !== "data:" && url.protocol !== "blob:") foreign.push(request.url());
  });
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  await openDemo(page, studio.url);
  await candidatesArrive(page);
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("dialog")).toBeVisible();
  expect(foreign).toEqual([]);
  expect(complaints).toEqual([]);
});

test("keys move through the queue and give verdicts", async ({ page, studio }) => {
  await openDemo(page, studio.url);
  const first = await workspace(page).getAttribute("data-sample");
  await page.keyboard.press("d");
  await expect(workspace(page)).not.toHaveAttribute("data-sample", first ?? "");
  await page.keyboard.press("a");
  await expect(workspace(page)).toHaveAttribute("data-sample", first ?? "");
  await candidatesArrive(page);

  await page.keyboard.press("Control+Backspace");
  await expect(workspace(page)).not.toHaveAttribute("data-sample", first ?? "");
  const second = await workspace(page).getAttribute("data-sample");
  await page.keyboard.press("Control+Space");
  await expect(workspace(page)).not.toHaveAttribute("data-sample", second ?? "");
  await page.keyboard.press("a");
  await expect(workspace(page)).toHaveAttribute("data-status", "skipped");
  await page.keyboard.press("a");
  await expect(workspace(page)).toHaveAttribute("data-status", "rejected");

  await page.keyboard.press("?");
  await expect(page.getByRole("dialog")).toContainText(/fix/i);
  await shoot(page, "06-keys");
});

test("accepting without a mask is refused with a cure", async ({ page, studio }) => {
  await openDemo(page, studio.url);
  await page.keyboard.press("Control+Enter");
  await expect(page.getByRole("alert").first()).toContainText(/candidate|click/i);
  await expect(workspace(page)).toHaveAttribute("data-status", /todo|started/);
});

async function atSize(page: Page, studio: Studio, width: number, height: number, name: string): Promise<void> {
  await page.setViewportSize({ width, height });
  await openDemo(page, studio.url);
  await candidatesArrive(page);
  await page.keyboard.press("1");
  await expect.poll(() => maskArea(page)).toBeGreaterThan(0);
  await saved(page);
  await expect(page.getByTestId("canvas")).toHaveAttribute("data-picture", "ready");
  await shoot(page, name);
  // Nothing may stick out of the window at any size.
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(overflow).toBeLessThanOrEqual(0);
}

test("fits 1280 x 800, and 4K", async ({ page, studio }) => {
  await atSize(page, studio, 1280, 800, "07-1280x800");
  await atSize(page, studio, 3840, 2160, "08-4k");
});
