import { existsSync } from "node:fs";
import { makeLargeProject } from "./large-project.ts";
import { apiOf, expect, test } from "./studio.ts";

const dir = "/tmp/g-large/p";
test("debug", async ({ page, studio }) => {
  test.setTimeout(120_000);
  if (!existsSync(dir)) await makeLargeProject(dir, "Hundred thousand", studio.home);
  await page.goto(studio.url);
  await apiOf(page).post("settings.set", { autoDiscover: false });
  const { projectId } = await apiOf(page).post<{ projectId: string }>("projects.open", { dir });
  await apiOf(page).post("projects.close", { projectId });
  await page.reload();
  await page.getByText("Hundred thousand", { exact: true }).first().click();
  const row = (n: number) => page.locator(`[data-testid="queue-row"][data-sample-id="s${n}"]`);
  await expect(row(0)).toBeInViewport();
  if (process.env.G_SEARCH) {
    await page.getByLabel("Search questions").fill("needle");
    await expect(row(3)).toBeInViewport();
    await page.getByLabel("Clear the search").click();
    await expect(row(0)).toBeInViewport();
  }
  console.log("active", await page.evaluate(() => document.activeElement?.outerHTML.slice(0, 200)));
  await page.getByTestId("queue").evaluate((e) => e.scrollTo({ top: 50_000 * 44 }));
  await row(50_010).click();
  await expect(page.locator("[data-sample]")).toHaveAttribute("data-sample", "s50010");
  console.log("active", await page.evaluate(() => document.activeElement?.outerHTML.slice(0, 200)));
  await page.evaluate(() => {
    addEventListener(
      "keydown",
      (e) =>
        console.log(
          "KEY",
          e.key,
          e.code,
          (e.target as HTMLElement).tagName,
          e.defaultPrevented,
          document.querySelectorAll(`[role="dialog"]`).length,
        ),
      false,
    );
  });
  page.on("console", (m) => console.log("console", m.text()));
  page.on("request", (r) => console.log("req", decodeURIComponent(r.url()).slice(21, 160)));
  console.log(
    await page.evaluate(() => [...document.querySelectorAll(`[role="dialog"]`)].map((e) => e.outerHTML.slice(0, 400))),
  );
  await page.keyboard.press("d");
  await page.waitForTimeout(2500);
  console.log(await page.locator("[data-sample]").getAttribute("data-sample"));
});
