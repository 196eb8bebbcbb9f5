import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Page } from "@playwright/test";
import { type RunResult, runResultSchema } from "#core/samples";
import { runChild } from "./run-child.ts";
import { apiOf, expect, type Studio } from "./studio.ts";

/** What `rea2seg run` of geo-tiny answered to the demo's question demo-000001-1. */
const RUN = resolve("tests", "e2e", "vectors", "scene-run.json");

export const SCENE = "demo-000001-1";
export const WITHOUT_RUN = "demo-000002-1";
export const MANY = "demo-000001-2";

type Stored = Omit<RunResult, "trace" | "scoring"> & {
  readonly trace: NonNullable<RunResult["trace"]>;
  readonly scoring: NonNullable<RunResult["scoring"]>;
};
export const storedRun = (): Stored => runResultSchema.parse(JSON.parse(readFileSync(RUN, "utf8"))) as Stored;

/**
 * A project with a rendered scene of the demo and the run that geo-tiny made of it, one without a run, and one with
 * 1,000 candidates. Made beforehand, so that what is drawn can be held against numbers, whatever the machine.
 */
export async function openSceneProject(page: Page, studio: Studio): Promise<void> {
  const dir = `${studio.projectsDir}/scenes`;
  await runChild("tests/e2e/scene-project-child.ts", [dir, "Scenes", resolve("assets", "demo"), RUN], studio.home);
  await page.goto(studio.url);
  await apiOf(page).post("settings.set", { autoDiscover: false });
  await apiOf(page).post("projects.open", { dir });
  const place = new URLSearchParams({ project: dir, sample: SCENE });
  await page.goto(`${new URL(studio.url).origin}/#${place}`);
  await page.reload();
  await shown(page, SCENE);
}

export async function shown(page: Page, sampleId: string): Promise<void> {
  await expect(page.locator("[data-sample]")).toHaveAttribute("data-sample", sampleId);
  await expect(page.getByTestId("canvas")).toHaveAttribute("data-picture", "ready");
}
