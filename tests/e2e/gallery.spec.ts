import type { Page } from "@playwright/test";
import { MANY, openSceneProject, shown, storedRun } from "./scene-project.ts";
import { expect, shoot, test } from "./studio.ts";

const card = (page: Page, rank: number) => page.getByTestId(`candidate-${rank}`);

/** To the end of what the gallery scrolls in. */
const scrollDown = (page: Page): Promise<void> =>
  page.getByTestId("candidates").evaluate((element) => {
    let parent = element.parentElement;
    while (parent && !/auto|scroll/.test(getComputedStyle(parent).overflowY)) parent = parent.parentElement;
    parent?.scrollTo(0, parent.scrollHeight);
  });

/** Pixels that a layer has drawn; -1 where it is not there. */
const drawnOn = (page: Page, layer: string): Promise<number> =>
  page.evaluate((name) => {
    const canvas = document.querySelector(`canvas[data-layer="${name}"]`) as HTMLCanvasElement | null;
    if (canvas === null) return -1;
    const context = canvas.getContext("2d") as CanvasRenderingContext2D;
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
    let count = 0;
    for (let i = 3; i < data.length; i += 4) if (data[i] !== 0) count++;
    return count;
  }, layer);

/** Pixels that the comparison has drawn: there are no prompts on its canvas here. */
const differing = (page: Page): Promise<number> => drawnOn(page, "marks");

/** A thumbnail's pixels in a short form. */
const pictureOf = (page: Page, rank: number): Promise<string> =>
  card(page, rank)
    .locator("canvas")
    .evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL("image/jpeg", 0.4));

test("candidates: whose scores, what differs, zoomed with the canvas, named by words, and a thousand of them", async ({
  page,
  studio,
}) => {
  test.setTimeout(240_000);
  const warnings: string[] = [];
  page.on("console", (message) => /recommended maximum/i.test(message.text()) && warnings.push(message.text()));
  await openSceneProject(page, studio);
  await test.step("the scores say whose they are", () => scores(page));
  await test.step("the outlines of all candidates are drawn at once", () => outlines(page));
  await test.step("the difference is drawn and told", () => difference(page));
  await test.step("thumbnails follow the canvas", () => syncedZoom(page));
  await test.step("words and candidates show one another", () => words(page));
  await test.step("the chosen card stays in sight when the list gets less room", () => staysInSight(page));
  expect(warnings).toEqual([]);
  await test.step("a thousand candidates", () => thousand(page));
});

async function scores(page: Page): Promise<void> {
  const best = storedRun().candidates.find((one) => one.rank === 1);
  await expect(card(page, 1)).toContainText("original");
  await expect(card(page, 1)).toContainText((best?.score ?? 0).toFixed(2));
  await card(page, 1).getByText("score", { exact: true }).hover();
  await expect(page.getByRole("tooltip")).toContainText("by geo-tiny@");
}

async function difference(page: Page): Promise<void> {
  await page.keyboard.press("1");
  await expect(card(page, 1)).toHaveAttribute("aria-pressed", "true");
  await page.mouse.move(5, 5);
  await page.keyboard.press("X");
  await expect(page.getByTestId("comparison")).toContainText("rest on a candidate");
  expect(await differing(page)).toBe(0);
  await card(page, 7).hover();
  await expect(page.getByTestId("comparison")).toContainText(/#7: IoU 0\.\d\d · \+[\d,]+ −[\d,]+ px/);
  await expect.poll(() => differing(page)).toBeGreaterThan(500);
  await shoot(page, "91-comparison");
  // Against itself there is nothing to see.
  await card(page, 1).hover();
  await expect(page.getByTestId("comparison")).toContainText("#1: IoU 1.00 · +0 −0 px");
  await expect.poll(() => differing(page)).toBe(0);
  await page.keyboard.press("X");
  await expect.poll(() => differing(page)).toBe(0);
}

async function syncedZoom(page: Page): Promise<void> {
  const own = await pictureOf(page, 1);
  await page.keyboard.press("Shift+Z");
  await expect.poll(() => pictureOf(page, 1)).not.toBe(own);
  const whole = await pictureOf(page, 1);
  await page.keyboard.press("+");
  await page.keyboard.press("+");
  await expect.poll(() => pictureOf(page, 1)).not.toBe(whole);
  await shoot(page, "92-synced-zoom");
  await page.keyboard.press("Shift+Z");
  await expect.poll(() => pictureOf(page, 1)).toBe(own);
  await page.keyboard.press("f");
}

async function words(page: Page): Promise<void> {
  const question = page.getByTestId("question");
  const target = question.getByRole("button", { name: "blue shiny thing" });
  await target.hover();
  await expect(page.locator('[data-pointed-at="true"]')).toHaveCount(1);
  const id = await target.getAttribute("data-candidates");
  await expect(page.locator('[data-pointed-at="true"]')).toHaveAttribute("data-candidate-id", id ?? "");
  await shoot(page, "93-words");
  // And the other way: the candidate lights up the words of the question, and of the reasoning.
  await page.locator(`[data-candidate-id="${id}"]`).hover();
  await expect(target).toHaveAttribute("data-lit", "true");
  const reasoning = page.getByTestId("reasoning-text");
  await expect(reasoning).toContainText("blue metal things : #1");
  await expect(reasoning.getByRole("button", { name: "#1" })).toHaveAttribute("data-lit", "true");
  await expect(reasoning.getByRole("button", { name: "#4" })).toHaveAttribute("data-lit", "false");
}

async function outlines(page: Page): Promise<void> {
  await page.keyboard.press("o");
  await expect.poll(() => drawnOn(page, "all-candidates")).toBeGreaterThan(1000);
  await shoot(page, "95-outlines");
  await page.keyboard.press("o");
  await expect.poll(() => drawnOn(page, "all-candidates")).toBe(-1);
}

async function staysInSight(page: Page): Promise<void> {
  await page.keyboard.press("7");
  const chosen = page.locator('[data-candidates] [aria-pressed="true"]');
  await expect(chosen).toHaveAttribute("data-testid", "candidate-7");
  const overlap = () =>
    chosen.evaluate((element) => {
      let scroller = element.parentElement as HTMLElement;
      while (!/auto|scroll/.test(getComputedStyle(scroller).overflowY))
        scroller = scroller.parentElement as HTMLElement;
      return element.getBoundingClientRect().bottom - scroller.getBoundingClientRect().bottom;
    });
  await expect.poll(overlap).toBeLessThanOrEqual(1);
  await page.setViewportSize({ width: 1280, height: 700 });
  await expect.poll(overlap).toBeLessThanOrEqual(1);
  await page.setViewportSize({ width: 1280, height: 800 });
}

async function thousand(page: Page): Promise<void> {
  await page.getByTestId("queue-row").nth(2).click();
  await shown(page, MANY);
  await expect(card(page, 1)).toBeVisible();
  const count = () => page.locator("[data-candidate-id]").count();
  expect(await count()).toBeLessThan(60);
  await scrollDown(page);
  await expect(card(page, 1000)).toBeVisible();
  expect(await count()).toBeLessThan(60);
  await card(page, 1000).click();
  await expect(card(page, 1000)).toHaveAttribute("aria-pressed", "true");
  await shoot(page, "94-thousand");
}
