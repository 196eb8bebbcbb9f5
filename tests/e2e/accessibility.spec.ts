import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { apiOf, expect, type Studio, shoot, test } from "./studio.ts";

/** WCAG 2.2 A and AA, contrast among them, and axe's rules of good practice. */
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** Mantine's dialogs have a <header> within a <section>, which is no banner by HTML's own mapping; axe takes it for one. */
const NOT_OURS = ["landmark-no-duplicate-banner"];

/** What axe has against the page as it is now, or against a part of it: one line a rule and element. */
async function faults(page: Page, part = "html"): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).withTags(TAGS).disableRules(NOT_OURS).include(part).analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, any, all }) => `${id}: ${target.join(" ")} (${[...any, ...all][0]?.message ?? ""})`),
  );
}

/** Opens the studio in this theme, at rest: no run, no movement. */
async function openIn(page: Page, studio: Studio, theme: "dark" | "light"): Promise<void> {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await page.goto(studio.url);
  await expect(page.getByRole("button", { name: /open the demo/i })).toBeVisible();
  await apiOf(page).post("settings.set", { theme, autoDiscover: false });
  await page.reload();
  await expect(page.getByRole("button", { name: /open the demo/i })).toBeVisible();
}

async function openDemo(page: Page): Promise<void> {
  await page.getByRole("button", { name: /open the demo/i }).click();
  await expect(page.locator("[data-sample]")).toBeVisible();
  await expect(page.getByTestId("canvas")).toHaveAttribute("data-picture", "ready");
}

/** What a key opens over the workspace. */
const DIALOGS: Readonly<Record<string, string>> = {
  settings: "Control+,",
  keys: "?",
  palette: "Control+K",
  history: "Shift+H",
  runs: "j",
  judging: "Shift+J",
};

for (const theme of ["dark", "light"] as const) {
  test(`axe has nothing against home, workspace and dialogs in the ${theme} theme`, async ({ page, studio }) => {
    test.setTimeout(300_000);
    await openIn(page, studio, theme);
    const found: Record<string, string[]> = { home: await faults(page) };
    await shoot(page, `70-home-${theme}`);
    await page.getByRole("button", { name: "Review masks" }).click();
    await expect(page.getByRole("dialog")).toBeVisible();
    found["review masks"] = await faults(page, '[role="dialog"]');
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog")).toHaveCount(0);
    await openDemo(page);
    found.workspace = await faults(page);
    for (const [name, key] of Object.entries(DIALOGS)) {
      await page.keyboard.press(key);
      const open = page.getByRole("dialog");
      await expect(open.first(), name).toBeVisible();
      // What lies behind a dialog can't be reached while it is open.
      found[name] = await faults(page, '[role="dialog"]');
      await page.keyboard.press("Escape");
      await expect(open, name).toHaveCount(0);
    }
    await page.keyboard.press("Shift+R");
    await expect(page.getByTestId("reason-ambiguous")).toBeVisible();
    found.reasons = await faults(page);
    await page.keyboard.press("Escape");
    await page.keyboard.press("Shift+Q");
    await expect(page.getByRole("textbox", { name: "Question of this sample" })).toBeVisible();
    found.question = await faults(page);
    expect(found).toEqual(Object.fromEntries(Object.keys(found).map((name) => [name, []])));
  });
}

test("the focus is seen wherever Tab takes it, and nothing holds it", async ({ page, studio }) => {
  await openIn(page, studio, "dark");
  await openDemo(page);
  const visited = new Set<string>();
  let isThrough = false;
  for (let presses = 0; presses < 300; presses++) {
    await page.keyboard.press("Tab");
    const at = await page.evaluate(() => {
      const element = document.activeElement as HTMLElement | null;
      if (!element || element === document.body) return null;
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
      const around = element.parentElement ? getComputedStyle(element.parentElement) : null;
      const shown = (outlineStyle !== "none" && outlineWidth !== "0px") || boxShadow !== "none";
      return {
        name: `${element.tagName} ${element.getAttribute("aria-label") ?? element.textContent?.slice(0, 40) ?? ""}`,
        // A field's frame may be drawn by what surrounds it.
        shown: shown || around?.outlineStyle === "solid",
      };
    });
    if (at === null) {
      isThrough = true;
      break;
    }
    expect(at.shown, `the focus on ${at.name}`).toBe(true);
    visited.add(at.name);
  }
  expect(isThrough, "Tab comes to the end of the page").toBe(true);
  // Tool bar, queue, verdict and candidates are all on the way.
  expect(visited.size).toBeGreaterThan(20);
});

test("without a pointer: SAM's points by a cross, and the chosen candidate in sight", async ({ page, studio }) => {
  await openIn(page, studio, "dark");
  await openDemo(page);
  await page.getByTestId("canvas").focus();
  for (const key of ["ArrowUp", "ArrowUp", "ArrowRight", "Shift+ArrowRight"]) await page.keyboard.press(key);
  await expect(page.getByTestId("cross-place")).toHaveText(/^cross at \d+, \d+$/);
  await page.keyboard.press("Enter");
  await expect
    .poll(async () => Number(await page.getByTestId("canvas").getAttribute("data-mask-area")), { timeout: 60_000 })
    .toBeGreaterThan(0);
  await shoot(page, "75-cross");
  await page.keyboard.press("Control+z");
  await expect(page.getByTestId("canvas")).toHaveAttribute("data-mask-area", "0");
  await apiOf(page).post("settings.set", { autoDiscover: true });
  await page.reload();
  await expect(page.getByTestId("candidate-1")).toBeVisible({ timeout: 90_000 });
  await page.keyboard.press("9");
  await expect(page.getByTestId("candidate-9")).toHaveAttribute("aria-pressed", "true");
  await expect(page.getByTestId("candidate-9")).toBeInViewport({ ratio: 0.99 });
  await page.keyboard.press("Shift+7");
  await expect(page.getByTestId("check-boundary")).toHaveAttribute("data-answer", "yes");
  await expect(page.getByTestId("check-boundary")).toBeInViewport({ ratio: 0.99 });
  await page.keyboard.press("d");
  await expect(page.getByRole("region", { name: "Verdict", exact: true })).toBeInViewport({ ratio: 0.99 });
});

test("where the system asks for less motion, nothing moves", async ({ page, studio }) => {
  await openIn(page, studio, "dark");
  await openDemo(page);
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog")).toBeVisible();
  const moving = await page.evaluate(() =>
    [...document.querySelectorAll("*")].flatMap((element) => {
      const { transitionDuration, animationDuration, animationName } = getComputedStyle(element);
      const long = (text: string) => text.split(",").some((part) => Number.parseFloat(part) > 0.01);
      const moves = long(transitionDuration) || (animationName !== "none" && long(animationDuration));
      return moves ? [`${element.tagName}.${element.className}: ${transitionDuration} ${animationDuration}`] : [];
    }),
  );
  expect([...new Set(moving)]).toEqual([]);
});
