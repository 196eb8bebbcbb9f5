import { defineConfig } from "@playwright/test";
import { installedChromium } from "./tests/runner/chromium.mjs";

const chromium = installedChromium();

export default defineConfig({
  testDir: "tests",
  outputDir: "test-results/artifacts",
  snapshotPathTemplate: "{testDir}/e2e/snapshots/{arg}{ext}",
  timeout: 120_000,
  expect: { timeout: 20_000 },
  // The studio, its worker and the browser share two cores on the smallest machine.
  workers: 1,
  retries: process.env.CI ? 1 : 0,
  reporter: [
    ["list"],
    ["json", { outputFile: process.env.PLAYWRIGHT_JSON_OUTPUT_NAME ?? "test-results/playwright.json" }],
  ],
  projects: [
    { name: "browser", testMatch: "e2e/**/*.spec.ts" },
    { name: "pictures", testMatch: "pictures/**/*.spec.ts" },
    { name: "electron", testMatch: "electron/**/*.spec.ts" },
  ],
  use: {
    browserName: "chromium",
    viewport: { width: 1280, height: 800 },
    trace: "retain-on-failure",
    launchOptions: {
      ...(chromium ? { executablePath: chromium } : {}),
      args: [
        // Chromium refuses its sandbox to root, as in a bare container; everyone else tests with it.
        ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
});
