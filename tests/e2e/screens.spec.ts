import type { Page } from "@playwright/test";
import { apiOf, expect, type Studio, test } from "./studio.ts";

/*
 * How each screen looks, in both themes, held against pictures in `snapshots/`. `npx playwright test screens
 * --update-snapshots` takes them anew after a change that is meant. The pictures are Linux's: fonts are bundled, but systems
 * draw them differently.
 */
test.skip(process.platform !== "linux", "the stored pictures of the screens were taken on Linux");

/** Letters may be drawn a little differently by another Chromium; a button that moved is far more than this. */
const LIKE = { maxDiffPixels: 400, animations: "disabled" } as const;

/** What a key opens over the workspace. */
const DIALOGS: Readonly<Record<string, string>> = {
  settings: "Control+,",
  keys: "?",
  palette: "Control+K",
  history: "Shift+H",
  runs: "j",
  judging: "Shift+J",
};

async function openIn(page: Page, studio: Studio, theme: "dark" | "light"): Promise<void> {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await page.goto(studio.url);
  await expect(page.getByRole("button", { name: /open the demo/i })).toBeVisible();
  await apiOf(page).post("settings.set", { theme, autoDiscover: false, author: "Ada" });
  await page.reload();
  await expect(page.getByRole("button", { name: /open the demo/i })).toBeVisible();
}

for (const theme of ["dark", "light"] as const) {
  test(`each screen looks as it did, ${theme}`, async ({ page, studio }) => {
    test.setTimeout(240_000);
    await openIn(page, studio, theme);
    await expect(page).toHaveScreenshot(`home-${theme}.png`, LIKE);
    await page.getByRole("button", { name: "Review masks" }).click();
    // What the folder holds is the machine's own.
    const folder = page.getByTestId("review-masks-dialog").locator("input, [role=listbox], [role=list]");
    await expect(page.getByRole("dialog")).toHaveScreenshot(`review-masks-${theme}.png`, { ...LIKE, mask: [folder] });
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog")).toHaveCount(0);
    await page.getByRole("button", { name: /open the demo/i }).click();
    await expect(page.getByTestId("canvas")).toHaveAttribute("data-picture", "ready", {
      timeout: 60_000,
    });
    // The photograph would make the stored picture large, and what is drawn on it is compared elsewhere.
    await expect(page).toHaveScreenshot(`workspace-${theme}.png`, { ...LIKE, mask: [page.getByTestId("canvas")] });
    for (const [name, key] of Object.entries(DIALOGS)) {
      await page.keyboard.press(key);
      const dialog = page.getByRole("dialog").first();
      await expect(dialog, name).toBeVisible();
      await expect(dialog).toHaveScreenshot(`${name}-${theme}.png`, LIKE);
      await page.keyboard.press("Escape");
      await expect(page.getByRole("dialog"), name).toHaveCount(0);
    }
  });
}
