import { cpSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import sharp from "sharp";
import { apiOf, expect, type Studio, test } from "../e2e/studio.ts";

/** `npm run pictures` takes the README's pictures anew; they are committed, so it is no part of `npm test`. */
const PICTURES = join("docs", "pictures");
/** Not the name of whoever takes them. */
const AUTHOR = "Ada";

async function take(page: Page, name: string): Promise<void> {
  const png = await page.screenshot();
  await sharp(png)
    .webp({ quality: 88 })
    .toFile(join(PICTURES, `${name}.webp`));
}

async function review(page: Page, studio: Studio, theme: "dark" | "light", name: string): Promise<void> {
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.goto(studio.url);
  await apiOf(page).post("settings.set", { theme, author: AUTHOR });
  await page.reload();
  await page.getByRole("button", { name: /open the demo/i }).click();
  await page.getByTestId("queue-row").nth(5).click();
  await expect(page.getByTestId("candidate-7")).toBeVisible({ timeout: 60_000 });
  // The drink: the last of the masks that the grid proposes for this photograph.
  await page.keyboard.press("7");
  await expect
    .poll(async () => Number(await page.getByTestId("canvas").getAttribute("data-mask-area")))
    .toBeGreaterThan(0);
  await expect(page.getByTestId("save-state")).toHaveText(/^saved/i);
  await expect(page.getByTestId("canvas")).toHaveAttribute("data-picture", "ready");
  await expect.poll(() => isMaskDrawn(page)).toBe(true);
  await expect(page.locator("[data-candidates] canvas, [data-candidates] img").first()).toBeVisible();
  await page.waitForLoadState("networkidle");
  await expect(page.getByText("model busy")).toHaveCount(0, { timeout: 60_000 });
  await take(page, name);
}

/** Whether the mask's fill is on the screen. */
function isMaskDrawn(page: Page): Promise<boolean> {
  return page.evaluate(() => {
    const canvas = document.querySelector<HTMLCanvasElement>('canvas[data-layer="mask-fill"]');
    const pixels = canvas?.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height).data;
    return pixels?.some((value, at) => at % 4 === 3 && value > 0) ?? false;
  });
}

test("the review workspace, dark and light", async ({ page, studio }) => {
  await review(page, studio, "dark", "review-dark");
  await page.keyboard.press("Control+z");
  await expect(page.getByTestId("canvas")).toHaveAttribute("data-mask-area", "0");
  await review(page, studio, "light", "review-light");
});

test("a dataset before it is imported", async ({ page, studio }) => {
  const folder = join(studio.home, "photographs");
  cpSync(join("assets", "demo"), folder, { recursive: true });
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.goto(studio.url);
  await apiOf(page).post("settings.set", { theme: "dark", autoDiscover: false });
  await page.reload();
  await page.getByRole("button", { name: "New project from a dataset" }).click();
  const dialog = page.getByRole("dialog");
  const path = dialog.getByRole("textbox", { name: "Folder", exact: true });
  await path.fill(folder);
  await path.press("Enter");
  await dialog.getByRole("button", { name: "Use this folder" }).click();
  await expect(page.getByTestId("preview-card").locator("img")).toHaveCount(12);
  await take(page, "import-dark");
});

/** What a key opens over the workspace, for docs/studio.md. */
const OPENED: Readonly<Record<string, string>> = {
  runs: "j",
  judging: "Shift+J",
  settings: "Control+,",
  help: "?",
  palette: "Control+K",
  history: "Shift+H",
};

test("each screen of the studio", async ({ page, studio }) => {
  test.setTimeout(240_000);
  await page.emulateMedia({ reducedMotion: "reduce" });
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.goto(studio.url);
  await apiOf(page).post("settings.set", { theme: "dark", author: AUTHOR, autoDiscover: false });
  await page.reload();
  await expect(page.getByRole("button", { name: /open the demo/i })).toBeVisible();
  await take(page, "home-dark");
  await page.getByRole("button", { name: "Review masks" }).click();
  await expect(page.getByRole("dialog")).toBeVisible();
  await take(page, "review-masks-dark");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: /open the demo/i }).click();
  // A rendered scene, which geo-tiny answers.
  await page.locator('[data-sample-id="demo-000001-1"]').click();
  await expect(page.getByTestId("canvas")).toHaveAttribute("data-picture", "ready");
  for (const [name, key] of Object.entries(OPENED)) {
    await page.keyboard.press(key);
    await expect(page.getByRole("dialog").first()).toBeVisible();
    await take(page, `${name}-dark`);
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog")).toHaveCount(0);
  }
  await apiOf(page).post("settings.set", { autoDiscover: true });
  await page.reload();
  await expect(page.getByTestId("candidate-1")).toBeVisible({ timeout: 90_000 });
  for (let step = 0; step < 4; step++) await page.keyboard.press(".");
  await expect(page.getByTestId("pipeline-panel")).toHaveAttribute("data-step", "seeds");
  await page.waitForLoadState("networkidle");
  await take(page, "steps-dark");
});
