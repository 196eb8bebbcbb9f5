import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { _electron as electron, expect, test } from "@playwright/test";

async function electronBinary(): Promise<string | null> {
  const launcher = new URL("../../electron/launch/electron-binary.mjs", import.meta.url).href;
  const { findElectronBinary } = (await import(launcher)) as { findElectronBinary(root: string): string | null };
  return findElectronBinary(process.cwd());
}

/** Everything that the app writes goes into a folder of its own, which is gone afterwards. */
function launchOptions(binary: string, home: string) {
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env)) if (value !== undefined) env[name] = value;
  // Started from an editor that is itself an Electron app, ours would come up as plain Node.
  delete env.ELECTRON_RUN_AS_NODE;
  return {
    executablePath: binary,
    // Root cannot have the sandbox; everywhere else it is on.
    args: [...(process.getuid?.() === 0 ? ["--no-sandbox"] : []), "."],
    env: {
      ...env,
      REA2SEG_CONFIG_DIR: join(home, "config"),
      REA2SEG_CACHE_DIR: join(home, "cache"),
      REA2SEG_DATA_DIR: join(home, "data"),
      REA2SEG_PROJECTS_DIR: join(home, "projects"),
      REA2SEG_LOGS_DIR: join(home, "logs"),
    },
  };
}

test("the desktop app: demo, candidates, a verdict, quit, and all of it again", async () => {
  const binary = await electronBinary();
  // The packaged app has a test of its own, and says itself which binary it is.
  test.skip(Boolean(process.env.REA2SEG_PACKAGED_APP), "SKIPPED: a packaged app is tested instead.");
  test.skip(binary === null, "SKIPPED: Electron's binary is not on this machine, so the desktop app was not started.");
  const home = mkdtempSync(join(tmpdir(), "rea2seg-electron-"));
  const options = launchOptions(binary as string, home);
  try {
    const app = await electron.launch(options);
    const page = await app.firstWindow();
    expect(page.url()).toBe("rea2seg://app/");
    await page.getByRole("button", { name: /open the demo/i }).click();
    await expect(page.getByTestId("candidate-1")).toBeVisible({ timeout: 90_000 });
    await page.keyboard.press("1");
    await expect(page.getByTestId("save-state")).toHaveText(/^saved/i);
    await page.screenshot({ path: join("test-results", "screenshots", "electron-candidates.png") });

    // What the fake Electron can only be told, the real one has to keep.
    expect(await page.evaluate(() => ["require", "process", "Buffer"].filter((name) => name in window))).toEqual([]);
    const outside = await page.evaluate(() => fetch("https://github.com/").then(String, () => "refused"));
    expect(outside).toBe("refused");
    expect(await page.evaluate(() => window.open("https://evil.example/") === null)).toBe(true);
    expect(app.windows()).toHaveLength(1);

    const sample = await page.locator("[data-sample]").getAttribute("data-sample");
    const ended = new Promise<number | null>((resolve) => app.process().once("exit", resolve));
    await app.close();
    expect(await ended).toBe(0);

    const second = await electron.launch(options);
    const again = await second.firstWindow();
    await again.getByRole("button", { name: /open the demo/i }).click();
    await again.getByTestId("queue-row").first().click();
    await expect(again.locator("[data-sample]")).toHaveAttribute("data-sample", sample ?? "");
    await expect(again.locator("[data-sample]")).toHaveAttribute("data-status", "started");
    await second.close();
  } finally {
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  }
});
