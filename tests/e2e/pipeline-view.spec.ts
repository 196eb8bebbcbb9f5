import type { Page } from "@playwright/test";
import type { RunResult } from "#core/samples";
import { type Drawn, drawn, onScreen } from "./drawn.ts";
import { openSceneProject, SCENE, shown, storedRun, WITHOUT_RUN } from "./scene-project.ts";
import { expect, shoot, test } from "./studio.ts";

const order = ["attention", "tokens", "initial", "seeds", "amg", "semantic", "ranked", "top"];
const panel = (page: Page) => page.getByTestId("pipeline-panel");
const step = (page: Page, id: string) => page.getByTestId(`step-${id}`);
const openStep = (page: Page) => panel(page).getAttribute("data-step");

type Trace = RunResult["trace"] & object;
const around = ({ x, y }: { x: number; y: number }, reach = 2) => ({
  ...{ x: x - reach, y: y - reach },
  ...{ width: 2 * reach, height: 2 * reach },
});
const blueish = ({ red, blue }: Drawn) => blue > red + 40;
const orangeish = ({ red, blue }: Drawn) => red > blue + 60;

test("the steps of a run, one by one, by pointer and by keys", async ({ page, studio }) => {
  test.setTimeout(240_000);
  await openSceneProject(page, studio);
  await test.step("each opens on the picture with its numbers below", () => eachStep(page));
  await test.step("keys replay the steps", () => replayByKeys(page));
  await test.step("the view stays from sample to sample", () => otherSample(page));
  await test.step("a dropped mask is shown with its reason", () => droppedMask(page));
  await test.step("with reduced motion nothing goes on by itself", () => reducedMotion(page));
  await test.step("in the light theme, and at 4K", () => otherLooks(page));
});

async function eachStep(page: Page): Promise<void> {
  const { trace, seeds, funnel, scoring, candidates } = storedRun();
  await expect(panel(page)).toHaveCount(0);
  expect((await drawn(page)).share).toBe(0);

  // Attention: strongest in the most attended token, and each layer on its own.
  await step(page, "attention").click();
  await expect(step(page, "attention")).toHaveAttribute("aria-pressed", "true");
  const first = trace.tokens[0] as Trace["tokens"][number];
  const { x0, y0, x1, y1 } = first.region;
  const cell = { x: x0 + 3, y: y0 + 3, width: x1 - x0 - 6, height: y1 - y0 - 6 };
  await expect.poll(async () => (await drawn(page, cell)).alpha).toBeGreaterThan(120);
  expect(orangeish(await drawn(page, cell))).toBe(true);
  await expect(page.getByTestId("colour-bar")).toContainText(first.attention.toFixed(4));
  await expect(panel(page).locator("tbody tr")).toHaveCount(32);
  const aggregate = await drawn(page);
  await panel(page).getByText("layer 0", { exact: true }).click();
  await expect.poll(async () => (await drawn(page)).alpha).not.toBe(aggregate.alpha);
  await panel(page).getByText("aggregate", { exact: true }).click();
  await shoot(page, "80-attention");

  // Tokens: kept ones filled, dropped ones hatched, each saying why.
  await step(page, "tokens").click();
  const dropped = trace.tokens.find((token) => !token.kept) as Trace["tokens"][number];
  const middle = ({ region }: Trace["tokens"][number]) => ({
    x: (region.x0 + region.x1) / 2,
    y: (region.y0 + region.y1) / 2,
  });
  await expect.poll(async () => (await drawn(page, around(middle(first)))).share).toBe(1);
  expect(blueish(await drawn(page, around(middle(first))))).toBe(true);
  const hatched = await drawn(page, around(middle(dropped), 6));
  expect(hatched.share).toBeGreaterThan(0.2);
  expect(orangeish(hatched)).toBe(true);
  const place = await onScreen(page, middle(dropped).x, middle(dropped).y);
  await page.mouse.move(place.x, place.y);
  await expect(page.getByTestId("pointer-words")).toContainText(/dropped by the rerank: mean logit -?\d/);
  await expect(panel(page).locator(`[data-row="token-${dropped.token}"]`)).toHaveAttribute("data-hovered", "true");
  await shoot(page, "81-tokens");

  // Initial mask, and its logits below and above zero.
  await step(page, "initial").click();
  const [left, top, width, height] = trace.initial.bbox;
  const inMask = around({ x: left + width / 2, y: top + height / 2 });
  // From near: the fill between the outlines of the other masks.
  const centre = await onScreen(page, left + width / 2, top + height / 2);
  await page.mouse.move(centre.x, centre.y);
  await page.mouse.wheel(0, -700);
  await expect.poll(async () => blueish(await drawn(page, inMask))).toBe(true);
  await panel(page).getByText("logits Z").click();
  await expect.poll(async () => orangeish(await drawn(page, inMask))).toBe(true);
  await expect(page.getByTestId("colour-bar")).toContainText("the mask's edge");
  await shoot(page, "82-logits");
  await panel(page).getByText("mask", { exact: true }).first().click();
  await page.keyboard.press("f");

  // Seeds with their numbers and tokens.
  await step(page, "seeds").click();
  await expect.poll(async () => orangeish(await drawn(page, around(seeds[0] as (typeof seeds)[number], 6)))).toBe(true);
  await expect(panel(page).locator("tbody tr")).toHaveCount(seeds.length);
  await expect(panel(page).locator("tbody tr").first().locator("td").nth(1)).toHaveText(String(seeds[0]?.token));
  await shoot(page, "83-seeds");

  // AMG: what was kept, and every casualty under its reason.
  await step(page, "amg").click();
  const ofReason = (reason: string) => trace.casualties.filter((one) => one.reason === reason);
  await expect(panel(page)).toContainText(`Dropped, overlaps a better one: ${ofReason("nms").length}`);
  await expect(panel(page)).toContainText(`Dropped, predicted IoU too low: ${ofReason("predicted-iou").length}`);
  await expect(panel(page).locator("tr[data-dropped]")).toHaveCount(funnel.proposed - funnel.kept);
  await shoot(page, "84-amg");

  // Semantic: the core as squares, the background point with its own sign.
  await step(page, "semantic").click();
  const background = trace.background as NonNullable<Trace["background"]>;
  await expect.poll(async () => (await drawn(page, around(background, 4))).share).toBe(1);
  const core = seeds[trace.graph?.core[0] ?? 0] as (typeof seeds)[number];
  expect(orangeish(await drawn(page, around(core, 1)))).toBe(true);
  const spot = await onScreen(page, background.x, background.y);
  await page.mouse.move(spot.x, spot.y);
  await expect(page.getByTestId("pointer-words")).toContainText("Background point");
  await shoot(page, "85-semantic");

  // Scored in groups of five as they were asked.
  await step(page, "ranked").click();
  await expect(panel(page).locator("table")).toHaveCount(3);
  const group = scoring.groups[0];
  const scores = panel(page).locator("table").first().locator("tbody tr td:nth-child(4)");
  await expect(scores).toHaveText((group?.scores ?? []).map((score) => score.toFixed(2)));
  await shoot(page, "86-ranked");

  await step(page, "top").click();
  const best = candidates.find((one) => one.rank === 1) as RunResult["candidates"][number];
  await expect(step(page, "top")).toContainText((best.score ?? 0).toFixed(2));
  const [bx, by, bw, bh] = best.bbox;
  await expect.poll(async () => blueish(await drawn(page, around({ x: bx + bw / 2, y: by + bh / 2 })))).toBe(true);
  await shoot(page, "87-top");

  await page.keyboard.press("Escape");
  await expect(panel(page)).toHaveCount(0);
  expect((await drawn(page)).share).toBe(0);
}

/** The one thing here that a model answers: SAM, at one seed. */
async function droppedMask(page: Page): Promise<void> {
  const { trace } = storedRun();
  await step(page, "amg").click();
  const casualty = trace.casualties.find((one) => one.reason === "stability" || one.reason === "budget");
  if (casualty === undefined) throw new Error("the demo's run dropped no mask that can be told from its neighbours");
  const row = panel(page).locator(`[data-row="casualty-${casualty.seed}-${casualty.mask}"]`);
  await row.hover();
  await expect(page.getByTestId("hovered-line")).toContainText(
    `Mask ${casualty.mask} of seed ${casualty.seed + 1}, dropped`,
  );
  // The same prompt gives the same mask: its predicted IoU is the one that the trace kept.
  await expect(page.getByTestId("hovered-line")).toContainText("SAM was asked anew: ", { timeout: 120_000 });
  await expect(page.getByTestId("hovered-line")).toContainText(`predicted IoU ${casualty.predictedIou.toFixed(2)}`);
  await shoot(page, "88-casualty");
  await page.keyboard.press("Escape");
}

async function replayByKeys(page: Page): Promise<void> {
  const strip = await step(page, "attention").boundingBox();
  const heights = new Set<number>();
  for (const id of order) {
    await page.keyboard.press(".");
    await expect.poll(() => openStep(page)).toBe(id);
    heights.add((await panel(page).boundingBox())?.height ?? 0);
  }
  // Nothing jumps: the panel is as high at every step, and the strip stays where it was.
  expect(heights.size).toBe(1);
  expect(await step(page, "attention").boundingBox()).toEqual(strip);
  await page.keyboard.press(",");
  await expect.poll(() => openStep(page)).toBe("ranked");

  await page.getByTestId("step-slider").focus();
  await page.keyboard.press("Home");
  await expect.poll(() => openStep(page)).toBe("attention");
  await page.getByRole("button", { name: "Replay the steps in order" }).click();
  await expect.poll(() => openStep(page)).toBe("tokens");
  await page.getByRole("button", { name: "Stop" }).click();
}

/** Zoom, place and opacity as they are now. */
const view = async (page: Page) => ({
  corner: await onScreen(page, 0, 0),
  further: await onScreen(page, 100, 100),
  opacity: await page.getByRole("slider", { name: /opacity/ }).inputValue(),
});

async function otherSample(page: Page): Promise<void> {
  await page.getByTestId("canvas").hover();
  await page.mouse.wheel(0, -300);
  await page.getByRole("slider", { name: /opacity/ }).fill("70");
  const looked = await view(page);
  expect(looked.opacity).toBe("70");
  await page.getByTestId("canvas").focus();
  await page.keyboard.press("d");
  await shown(page, WITHOUT_RUN);
  expect(await view(page)).toEqual(looked);
  const at = await openStep(page);
  expect(order).toContain(at);
  await expect(panel(page)).toContainText("This sample has no run yet");
  await page.keyboard.press("a");
  await shown(page, SCENE);
  await expect.poll(async () => (await drawn(page)).share).toBeGreaterThan(0);
  expect(await openStep(page)).toBe(at);
  expect(await view(page)).toEqual(looked);
  await page.keyboard.press("f");
  await page.keyboard.press("Escape");
  await expect(panel(page)).toHaveCount(0);
}

async function reducedMotion(page: Page): Promise<void> {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await step(page, "seeds").click();
  await expect(panel(page)).toBeVisible();
  await expect(page.getByRole("button", { name: "Replay the steps in order" })).toHaveCount(0);
}

async function otherLooks(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Settings" }).click();
  const dialog = page.getByRole("dialog", { name: "Settings" });
  await dialog.getByText("Light", { exact: true }).click();
  await dialog.getByRole("button", { name: "Close" }).click();
  await expect(dialog).toHaveCount(0);
  await step(page, "semantic").click();
  await shoot(page, "89-semantic-light");
  await page.setViewportSize({ width: 3840, height: 2160 });
  await step(page, "tokens").click();
  await expect.poll(async () => (await drawn(page)).share).toBeGreaterThan(0);
  await shoot(page, "90-tokens-4k");
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(overflow).toBeLessThanOrEqual(0);
}
