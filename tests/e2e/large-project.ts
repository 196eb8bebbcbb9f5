import { resolve } from "node:path";
import { runChild } from "./run-child.ts";

const PICTURES = ["astronaut", "chelsea", "coffee"].map((name) => resolve("assets", "demo", "images", `${name}.png`));

/** Makes a project of 100,000 samples through the store, in a process of its own. */
export async function makeLargeProject(dir: string, title: string, scratch: string): Promise<void> {
  await runChild("tests/e2e/large-project-child.ts", [dir, title, ...PICTURES], scratch);
}
