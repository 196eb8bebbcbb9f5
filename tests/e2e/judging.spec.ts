import type { Page } from "@playwright/test";
import { onScreen } from "./drawn.ts";
import { apiOf, expect, type Studio, shoot, test } from "./studio.ts";

// A step that cannot be done is told at once, not when the whole journey has run out of time.
test.use({ actionTimeout: 30_000 });

const workspace = (page: Page) => page.locator("[data-sample]");

async function openDemo(page: Page, studio: Studio): Promise<{ projectId: string }> {
  await page.goto(studio.url);
  await apiOf(page).post("settings.set", { autoDiscover: false, autoAdvance: false, author: "Ada" });
  await page.reload();
  await page.getByRole("button", { name: /open the demo/i }).click();
  await expect(workspace(page)).toBeVisible();
  return apiOf(page).post<{ projectId: string }>("projects.openDemo", {});
}

const current = async (page: Page): Promise<string> => (await workspace(page).getAttribute("data-sample")) ?? "";

async function bothThemes(page: Page, name: string): Promise<void> {
  for (const theme of ["dark", "light"] as const) {
    await page.evaluate((scheme) => document.documentElement.setAttribute("data-mantine-color-scheme", scheme), theme);
    await shoot(page, `${name}-${theme}`);
  }
}

const closed = (page: Page) => expect(page.locator('[role="dialog"]:visible')).toHaveCount(0);

test("blind: the question is read, the target pointed at, and only then is anything shown", async ({
  page,
  studio,
}) => {
  test.setTimeout(600_000);
  const { projectId } = await openDemo(page, studio);
  const sampleId = await current(page);
  await page.keyboard.press("Shift+J");
  await page.getByRole("switch", { name: "Blind, for everybody" }).press("Space");
  // The words beside a switch are its label, the hint too.
  const own = page.getByRole("switch", { name: "Blind, for me" });
  await page.getByText("Blind, for me", { exact: true }).click();
  await expect(own).toBeChecked();
  await page.locator(`[id="${await own.getAttribute("aria-describedby")}"]`).click();
  await expect(own).not.toBeChecked();
  await page.getByRole("switch", { name: "Scores hidden until the verdict" }).press("Space");
  await expect(page.getByRole("switch", { name: "Scores hidden until the verdict" })).toBeChecked();
  await bothThemes(page, "60-judging");
  await page.keyboard.press("Escape");
  await closed(page);

  // Hidden: no candidates, no verdict, no reference; and no verdict can be given.
  await expect(page.getByTestId("pointing-panel")).toBeVisible();
  await expect(page.getByTestId("candidates")).toHaveCount(0);
  await expect(page.getByTestId("decision")).toHaveCount(0);
  await page.keyboard.press("Control+Enter");
  await expect(page.getByText("Point at the target first.")).toBeVisible();
  await page.keyboard.press("ArrowRight");
  await expect(page.getByTestId("target-place")).toContainText("cross at");
  await bothThemes(page, "61-blind");

  // By the mouse; what was pointed at is in the project, with when and how long it took.
  const { groundTruth, image } = await apiOf(page).get<{
    groundTruth: { size: [number, number] };
    image: { width: number; height: number };
  }>("samples.get", { projectId, sampleId });
  expect(groundTruth.size[0]).toBe(image.height);
  const place = await onScreen(page, image.width / 4, image.height / 3);
  await page.mouse.click(place.x, place.y);
  await expect(page.getByTestId("decision")).toBeVisible();
  await expect(page.getByTestId("pointing-panel")).toHaveCount(0);
  const { pointing } = await apiOf(page).get<{ pointing: { author: string; by: string; place: { x: number } } }>(
    "samples.get",
    { projectId, sampleId },
  );
  expect(pointing).toMatchObject({ author: "Ada", by: "pointer" });
  expect(Math.abs(pointing.place.x - image.width / 4)).toBeLessThan(2);

  // Candidates come without a number until there is a verdict.
  await page.getByRole("button", { name: "Discover candidates" }).first().click();
  await expect(page.getByTestId("candidate-1")).toBeVisible({ timeout: 240_000 });
  await expect(page.getByTestId("candidate-1")).not.toContainText("pred. IoU");
  await page.getByTestId("candidate-1").click();
  await expect(page.getByTestId("pointed")).toContainText(/inside the mask|outside the mask/);
  await bothThemes(page, "62-revealed");
  await page.keyboard.press("Control+Enter");
  await expect(workspace(page)).toHaveAttribute("data-status", "accepted");
  await expect(page.getByTestId("candidate-1")).toContainText("pred. IoU");
  // Undo of the verdict hides them again.
  await page.keyboard.press("Control+z");
  await expect(workspace(page)).toHaveAttribute("data-status", "started");
  await expect(page.getByTestId("candidate-1")).not.toContainText("pred. IoU");

  // The next one by the keyboard alone; a reload asks again, and not once it was pointed at.
  await page.keyboard.press("d");
  await expect(workspace(page)).not.toHaveAttribute("data-sample", sampleId);
  await expect(page.getByTestId("pointing-panel")).toBeVisible();
  await page.reload();
  await expect(page.getByTestId("pointing-panel")).toBeVisible();
  for (const key of ["ArrowLeft", "ArrowLeft", "Shift+ArrowUp"]) await page.keyboard.press(key);
  await page.keyboard.press("Enter");
  await expect(page.getByTestId("decision")).toBeVisible();
  await page.reload();
  await expect(page.getByTestId("decision")).toBeVisible();
  // A key that comes while the page still opens its project goes nowhere.
  await expect(workspace(page)).toHaveAttribute("data-loading", "false");
  await expect(page.getByTestId("canvas")).toHaveAttribute("data-picture", "ready");
  await page.keyboard.press("d");
  await expect(page.getByTestId("pointing-panel")).toBeVisible();
  await page.keyboard.press("n");
  await expect(page.getByTestId("pointed")).toContainText("nothing to point at");
});

test("two readers judge alone, and what they disagree about is found", async ({ page, studio }) => {
  test.setTimeout(600_000);
  await openDemo(page, studio);
  const first = await current(page);
  const longName = "Бенедикт von und zu Langenfeld-Hohenstein der Jüngere (אנוטטור)";
  await page.keyboard.press("Shift+J");
  await page.getByRole("textbox", { name: "Readers of each sample" }).fill("2");
  const annotators = page.getByTestId("assign").getByLabel("Annotators").first();
  await annotators.fill("Ada");
  await annotators.press("Enter");
  await annotators.fill(longName);
  await annotators.press("Enter");
  await annotators.fill("x".repeat(190));
  await annotators.press("Enter");
  const isWide = await page.getByTestId("assign").evaluate(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth);
  expect(isWide, "a long name is wider than the dialog").toBe(false);
  await shoot(page, "63-long-name");
  await annotators.press("Backspace");
  await page.getByRole("button", { name: "Assign evenly" }).click();
  await expect(page.getByTestId("assigned")).toContainText("Ada");
  await bothThemes(page, "63-assign");
  await page.keyboard.press("Escape");
  await closed(page);
  await page.getByTestId("filters").click();
  await page.getByTestId("filter-form").getByRole("switch", { name: /^Mine/ }).press("Space");
  await page.keyboard.press("Escape");
  await expect(page.getByTestId("filter-part")).toHaveText("assigned to Ada");

  await page.keyboard.press("Control+Backspace");
  await expect(workspace(page)).toHaveAttribute("data-status", "rejected");
  await expect(page.getByTestId("readings")).toContainText("1 of 2");
  await expect(page.getByTestId("reading")).toHaveCount(0);

  // Somebody else sits down: nothing of the first verdict is to be seen.
  await apiOf(page).post("settings.set", { author: longName });
  await page.reload();
  await expect(workspace(page)).toHaveAttribute("data-sample", first);
  await expect(workspace(page)).toHaveAttribute("data-status", "todo");
  await expect(page.locator(`[data-testid="queue-row"][data-sample-id="${first}"]`)).toHaveAttribute(
    "data-row-status",
    "todo",
  );
  await page.keyboard.press("Shift+H");
  await expect(page.getByTestId("history")).toContainText("None yet.");
  await page.keyboard.press("Escape");
  await closed(page);
  await page.keyboard.press("Control+Space");
  await expect(workspace(page)).toHaveAttribute("data-status", "skipped");
  await expect(page.getByTestId("reading")).toHaveCount(2);
  await expect(page.getByTestId("agreement")).toHaveAttribute("data-agrees", "false");
  await bothThemes(page, "64-readings");

  await page.getByTestId("filters").click();
  await page
    .getByTestId("filter-form")
    .getByRole("switch", { name: /^Readers disagree/ })
    .press("Space");
  await page.keyboard.press("Escape");
  await expect(page.getByTestId("queue-row")).toHaveCount(1);
  await expect(page.getByTestId("queue-row")).toHaveAttribute("data-sample-id", first);
  const report = await apiOf(page).get<{ ok: boolean }>("projects.verify", {
    dir: (await apiOf(page).post<{ dir: string }>("projects.openDemo", {})).dir,
  });
  expect(report.ok).toBe(true);
});

test("two windows on one project: what one does appears in the other, and nothing is overwritten", async ({
  page,
  context,
  studio,
}) => {
  test.setTimeout(300_000);
  const { projectId } = await openDemo(page, studio);
  const sampleId = await current(page);
  const other = await context.newPage();
  await other.goto(page.url());
  await expect(workspace(other)).toHaveAttribute("data-sample", sampleId);

  await page.keyboard.press("Control+Backspace");
  await expect(workspace(other)).toHaveAttribute("data-status", "rejected");
  await expect(other.locator(`[data-testid="queue-row"][data-sample-id="${sampleId}"]`)).toHaveAttribute(
    "data-row-status",
    "rejected",
  );
  await other.keyboard.press("Shift+Digit1");
  await expect(page.getByTestId("check-answerable")).toHaveAttribute("data-answer", "yes");
  // Undo in one window of what the other did, and the other sees it.
  await page.keyboard.press("Control+z");
  await expect(other.getByTestId("check-answerable")).toHaveAttribute("data-answer", "?");
  await page.keyboard.press("Control+z");
  await expect(workspace(other)).toHaveAttribute("data-status", "todo");
  await page.keyboard.press("Control+Shift+z");
  await expect(workspace(other)).toHaveAttribute("data-status", "rejected");

  // A window that did not hear of a change must not cover it.
  const state = { chosenCandidateId: null, mask: null, prompts: { points: [], box: null } };
  const verdict = { decision: "skipped", comment: "" };
  const stale = { projectId, sampleId, state: { ...state, verdict }, action: "skip", basedOn: 0 };
  await expect(apiOf(other).post("review.commit", stale)).rejects.toThrow(/another window/);

  // Closing one leaves the project to the other.
  await other.getByRole("button", { name: /all projects/ }).click();
  await expect(other.getByRole("button", { name: /open the demo/i })).toBeVisible();
  await page.keyboard.press("Control+Space");
  await expect(workspace(page)).toHaveAttribute("data-status", "skipped");
  await expect(page.getByTestId("save-state")).toHaveAttribute("data-save", "saved");
});

test("refine with SAM: a point on a painted mask corrects it, and undo brings it back", async ({ page, studio }) => {
  test.setTimeout(300_000);
  const { projectId } = await openDemo(page, studio);
  const sampleId = await current(page);
  const { groundTruth } = await apiOf(page).get<{ groundTruth: unknown }>("samples.get", { projectId, sampleId });
  expect(groundTruth).not.toBeNull();
  const canvas = page.getByTestId("canvas");
  await expect(canvas).toHaveAttribute("data-picture", "ready");
  const box = await canvas.boundingBox();
  if (box === null) throw new Error("The canvas has no place on the screen.");
  const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  await page.keyboard.press("b");
  await page.mouse.move(middle.x - 40, middle.y);
  await page.mouse.down();
  await page.mouse.move(middle.x + 40, middle.y, { steps: 6 });
  await page.mouse.up();
  await expect(canvas).not.toHaveAttribute("data-mask-area", "0");
  await expect(page.getByTestId("undo-depth")).toHaveText("undo 1");
  const painted = (await canvas.getAttribute("data-mask-area")) ?? "";
  const asked: string[] = [];
  page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  await page.keyboard.press("q");
  await page.mouse.click(middle.x, middle.y);
  await expect(canvas).not.toHaveAttribute("data-mask-area", painted, { timeout: 120_000 });
  expect(asked).toContain("/trpc/sam.refine");
  expect(asked).not.toContain("/trpc/sam.segment");
  await expect(page.getByTestId("undo-depth")).toHaveText("undo 2");
  await bothThemes(page, "65-refined");
  await page.keyboard.press("Control+z");
  await expect(canvas).toHaveAttribute("data-mask-area", painted);
  await page.keyboard.press("Control+Shift+z");
  await expect(canvas).not.toHaveAttribute("data-mask-area", painted);
});
