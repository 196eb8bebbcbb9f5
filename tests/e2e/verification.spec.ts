import type { Page } from "@playwright/test";
import { apiOf, expect, type Studio, shoot, test } from "./studio.ts";

const workspace = (page: Page) => page.locator("[data-sample]");

async function openDemo(page: Page, studio: Studio): Promise<void> {
  await page.goto(studio.url);
  await page.getByRole("button", { name: /open the demo/i }).click();
  await expect(workspace(page)).toBeVisible();
}

const current = async (page: Page): Promise<string> => (await workspace(page).getAttribute("data-sample")) ?? "";

async function bothThemes(page: Page, name: string): Promise<void> {
  for (const theme of ["dark", "light"] as const) {
    await apiOf(page).post("settings.set", { theme });
    await page.evaluate((scheme) => document.documentElement.setAttribute("data-mantine-color-scheme", scheme), theme);
    await shoot(page, `${name}-${theme}`);
  }
}

test("ten demo samples are verified by the keyboard alone", async ({ page, studio }) => {
  test.setTimeout(600_000);
  await openDemo(page, studio);
  const decisions = ["accepted", "rejected", "skipped", "rejected", "skipped"] as const;
  const keys = { accepted: "Control+Enter", rejected: "Control+Backspace", skipped: "Control+Space" } as const;
  const judged: { id: string; decision: string }[] = [];
  for (let n = 0; n < 10; n++) {
    const id = await current(page);
    const decision = decisions[n % decisions.length] ?? "accepted";
    for (const digit of ["1", "2", "3"]) await page.keyboard.press(`Shift+Digit${digit}`);
    if (decision === "accepted") {
      await expect(page.getByTestId("candidate-1")).toBeVisible({ timeout: 240_000 });
      await page.keyboard.press("1");
      await expect(page.getByTestId("candidate-1")).toHaveAttribute("aria-pressed", "true");
      for (const digit of ["4", "5", "6"]) await page.keyboard.press(`Shift+Digit${digit}`);
    }
    if (decision === "rejected") {
      await page.keyboard.press("Shift+Digit2");
      await expect(page.getByTestId("check-unambiguous")).toHaveAttribute("data-answer", "no");
      await page.keyboard.press("Shift+R");
      await page.keyboard.press("Tab");
      await page.keyboard.press("Tab");
      await page.keyboard.press("Space");
      await expect(page.getByTestId("reason-ambiguous")).toHaveAttribute("aria-pressed", "true");
      if (n === 1) await bothThemes(page, "50-verdict-card");
      await page.keyboard.press("Escape");
      await page.keyboard.press("Shift+C");
      await page.keyboard.type(`Two of them, sample ${n}.`);
      await page.keyboard.press("Escape");
    }
    await page.keyboard.press(keys[decision]);
    await expect(workspace(page)).not.toHaveAttribute("data-sample", id);
    judged.push({ id, decision });
  }
  // All of it is in the project: the page that reloads shows it again.
  await page.reload();
  const { projectId } = await apiOf(page).post<{ projectId: string }>("projects.openDemo", {});
  for (const { id, decision } of judged) {
    const { state } = await apiOf(page).get<{ state: { verdict: Record<string, unknown> } }>("samples.get", {
      projectId,
      sampleId: id,
    });
    expect(state.verdict).toMatchObject({ decision, checks: { answerable: true } });
    if (decision === "rejected") expect(state.verdict).toMatchObject({ reasons: ["ambiguous"] });
  }
  // On return the card is as it was; undo takes it away with the verdict.
  const rejected = judged[1]?.id ?? "";
  await page.locator(`[data-testid="queue-row"][data-sample-id="${rejected}"]`).click();
  await expect(page.getByTestId("check-unambiguous")).toHaveAttribute("data-answer", "no");
  await expect(page.getByTestId("reason-ambiguous")).toBeVisible();
  await page.keyboard.press("Control+z");
  await expect(page.getByTestId("check-unambiguous")).toHaveAttribute("data-answer", "?");
});

test("a question is changed, its verdict goes stale, and is given again", async ({ page, studio }) => {
  test.setTimeout(300_000);
  await page.goto(studio.url);
  await apiOf(page).post("settings.set", { autoDiscover: false, autoAdvance: false });
  await openDemo(page, studio);
  const id = await current(page);
  const row = page.locator(`[data-testid="queue-row"][data-sample-id="${id}"]`);
  const before = (await page.getByTestId("question").textContent()) ?? "";
  await page.keyboard.press("Shift+Digit1");
  await page.keyboard.press("Control+Backspace");
  await expect(workspace(page)).toHaveAttribute("data-status", "rejected");
  await expect(page.getByTestId("save-state")).toHaveText(/^saved/i);

  // By the keyboard: open, type at the end, save. The keys of the field are its own, not those of a verdict.
  await page.keyboard.press("Shift+Q");
  await page.keyboard.type(" Name only one.");
  await page.keyboard.press("Control+Enter");
  await expect(page.getByTestId("question")).toHaveText(`${before} Name only one.`);
  await expect(workspace(page)).toHaveAttribute("data-status", "todo");
  await expect(page.getByTestId("stale-notice")).toContainText("rejected");
  await expect(row).toContainText("stale");
  await expect(page.getByTestId("check-answerable")).toHaveAttribute("data-answer", "?");
  await bothThemes(page, "51-stale");

  await page.keyboard.press("Shift+H");
  const history = page.getByTestId("history");
  await expect(history.locator("ins")).toHaveText(" Name only one.");
  await expect(history.getByTestId("history-verdict")).toContainText("about an earlier wording");
  await bothThemes(page, "52-history");
  await page.keyboard.press("Escape");
  // As long as it closes, keys are its own.
  await expect(page.locator('[role="dialog"]:visible')).toHaveCount(0);

  await page.keyboard.press("Control+Backspace");
  await expect(workspace(page)).toHaveAttribute("data-status", "rejected");
  await expect(page.getByTestId("stale-notice")).toHaveCount(0);
  await expect(row).not.toContainText("stale");
  await page.reload();
  await expect(workspace(page)).toHaveAttribute("data-status", "rejected");

  // The old wording comes back, and with it the verdict that was about it.
  await page.keyboard.press("Shift+H");
  await page
    .getByTestId("question-version-0")
    .getByRole("button", { name: /this wording again/i })
    .click();
  await page.keyboard.press("Escape");
  await expect(page.locator('[role="dialog"]:visible')).toHaveCount(0);
  await expect(page.getByTestId("question")).toHaveText(before);
});

test("filters narrow the queue, and a saved view brings them back after a restart", async ({ page, studio }) => {
  test.setTimeout(300_000);
  await page.goto(studio.url);
  await apiOf(page).post("settings.set", { autoDiscover: false });
  await openDemo(page, studio);
  await page.getByTestId("filters").click();
  const form = page.getByTestId("filter-form");
  await form.getByRole("combobox", { name: "Category" }).click();
  await form.getByRole("option", { name: /^multi-step/ }).click();
  await bothThemes(page, "53-filters");
  await page.keyboard.press("Escape");
  await expect(page.getByTestId("filter-part")).toHaveText("category multi-step");
  const ids = () =>
    page.getByTestId("queue-row").evaluateAll((rows) => rows.map((row) => (row as HTMLElement).dataset.sampleId ?? ""));
  await expect.poll(async () => (await ids()).length).toBe(5);
  const narrowed = await ids();
  expect(narrowed).not.toContain("astronaut-round-patch");

  await page.getByTestId("views").click();
  await page.getByRole("textbox", { name: "Name for the present filter" }).fill("Where things are");
  await page.keyboard.press("Enter");
  await expect(page.getByTestId("view-list")).toContainText("Where things are");
  await bothThemes(page, "54-views");
  await studio.stop();
  await studio.start();
  await openDemo(page, studio);
  await expect(page.getByTestId("filter-part")).toHaveCount(0);
  await page.getByTestId("views").click();
  await page.getByTestId("view-list").getByRole("button", { name: "Where things are", exact: true }).click();
  await expect(page.getByTestId("filter-part")).toHaveText("category multi-step");
  await expect.poll(ids).toEqual(narrowed);

  // A verdict goes on within the filter and is counted in the pace.
  await page.getByTestId("queue-row").first().click();
  await page.keyboard.press("Control+Space");
  await expect(page.getByTestId("pace")).toContainText("a verdict");
  await expect.poll(() => current(page)).toBe(narrowed[1]);
  await page.getByTestId("filter-part").click();
  await expect(page.locator('[data-testid="queue-row"][data-sample-id="astronaut-round-patch"]')).toBeVisible();
});
