import { existsSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Locator, Page } from "@playwright/test";
import { build } from "vite";
import { apiOf, expect, type Studio, shoot, test } from "./studio.ts";

/*
 * The studio in a made-up language with longer texts that is written from right to left. The page is built a second
 * time with that language in it, and stands in for the page that the studio serves.
 */

const long = resolve("tests/e2e/long-language.ts");
/** The page in that language, in a folder that is there as long as the worker that needs it. */
const inLanguage = test.extend<object, { pages: string }>({
  pages: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures' names from a destructured argument.
    async ({}, use) => {
      const dir = mkdtempSync(join(tmpdir(), "rea2seg-language-"));
      try {
        await buildInto(dir);
        await use(dir);
      } finally {
        rmSync(dir, { recursive: true, force: true });
      }
    },
    { scope: "worker", timeout: 180_000 },
  ],
});

async function buildInto(outDir: string): Promise<void> {
  await build({
    configFile: resolve("vite.renderer.config.ts"),
    logLevel: "silent",
    build: { outDir, emptyOutDir: true, minify: false },
    plugins: [
      {
        name: "another-language",
        enforce: "pre",
        transform: (code: string, id: string) =>
          id.endsWith("/renderer/main.tsx")
            ? // Where it is, the order of the styles stays as it is.
              code.replace("import { createRoot }", `import ${JSON.stringify(long)};\n$&`)
            : null,
      },
    ],
  });
}

async function openInLanguage(page: Page, studio: Studio, pages: string): Promise<void> {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await page.goto(studio.url);
  await expect(page.getByRole("button", { name: "Open the demo" })).toBeVisible();
  await apiOf(page).post("settings.set", { autoDiscover: false, author: "Ada" });
  await page.route("**/*", async (route) => {
    const { pathname } = new URL(route.request().url());
    const file = join(pages, pathname === "/" ? "index.html" : pathname);
    return existsSync(file) && statSync(file).isFile() ? route.fulfill({ path: file }) : route.continue();
  });
  await page.reload();
  await expect(page.getByText("⟦Open the demo")).toBeVisible();
}

/** What sticks out at a side of the page or of a box around it, without being meant to. */
const sticksOut = (part: Locator): Promise<string[]> =>
  part.evaluate((root) => {
    const { left, right } = root.getBoundingClientRect();
    const [start, end] = [Math.max(0, left) - 1, Math.min(innerWidth, right) + 1];
    const above = (element: Element | null): Element[] =>
      element === null || element === root.parentElement ? [] : [element, ...above(element.parentElement)];
    /** Cut off on purpose: with dots, or for screen readers alone. */
    const isKept = (element: Element): boolean => {
      const { textOverflow, clipPath } = getComputedStyle(element);
      return textOverflow === "ellipsis" || clipPath !== "none";
    };
    const found: string[] = [];
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const node = walker.currentNode;
      if (!/\p{L}/u.test(node.textContent ?? "") || node.parentElement?.closest("style, option, svg")) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      const around = above(node.parentElement);
      const kept = around.findIndex(isKept);
      const box = (around[kept] ?? range).getBoundingClientRect();
      if (box.width === 0) continue;
      const clip = { left: start, right: end };
      for (const outer of around.slice(kept + 1)) {
        if (getComputedStyle(outer).overflowX === "visible") continue;
        const own = outer.getBoundingClientRect();
        clip.left = Math.max(clip.left, own.left - 1);
        clip.right = Math.min(clip.right, own.right + 1);
      }
      if (box.left < clip.left || box.right > clip.right)
        found.push(
          `${node.textContent?.slice(0, 60)} [${Math.round(box.left)}..${Math.round(box.right)} of ${Math.round(clip.left)}..${Math.round(clip.right)}]`,
        );
    }
    return found;
  });

/** Words on the screen that came from no catalogue. */
const untranslated = (part: Locator): Promise<string[]> =>
  part.evaluate((root) => {
    const found: string[] = [];
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const node = walker.currentNode;
      const parent = node.parentElement;
      const text = node.textContent ?? "";
      // Keys, people's and the dataset's own words, and paths.
      if (parent === null || parent.closest("style, kbd, bdi, code, h1, [dir=auto]")) continue;
      if (/\p{L}{3}/u.test(text) && !/[⟦⟧]/.test(text) && text !== "Rea2Seg Studio") found.push(text.trim());
    }
    return found;
  });

async function check(page: Page, part: Locator, name: string): Promise<void> {
  await expect(part).toBeVisible();
  await shoot(page, `language-${name}`);
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  expect.soft(width, name).toBeLessThanOrEqual(1280);
  expect.soft(await sticksOut(part), name).toEqual([]);
  expect.soft(await untranslated(part), name).toEqual([]);
}

inLanguage("another language, longer and from right to left, fits on the screen", async ({ page, studio, pages }) => {
  test.setTimeout(300_000);
  await openInLanguage(page, studio, pages);
  await check(page, page.locator("body"), "home");

  await page.getByRole("button", { name: /⟦Review masks/ }).click();
  await check(page, page.getByRole("dialog"), "review-masks");
  await page.keyboard.press("Escape");

  await page.getByText("⟦Open the demo").click();
  await expect(page.getByTestId("canvas")).toHaveAttribute("data-picture", "ready", { timeout: 60_000 });
  await check(page, page.getByTestId("workspace"), "workspace");
  await page.getByRole("button", { name: /⟦⟦?Reasons/ }).click();
  await check(page, page.getByTestId("workspace"), "verdict-card");

  for (const [name, key] of [
    ["runs", "j"],
    ["judging", "Shift+J"],
  ] as const) {
    await page.keyboard.press("Escape");
    await page.keyboard.press(key);
    await check(page, page.getByRole("dialog").first(), name);
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog"), name).toHaveCount(0);
  }
});
