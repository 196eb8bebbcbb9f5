import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { RELEASE } from "./workflow-steps.ts";

describe("the workflows", () => {
  // actions/runner-images: #13046, #13518 and #14254 announced the ends of these.
  it.each(["macos-13", "macos-14", "ubuntu-20.04", "ubuntu-22.04", "windows-2019"])("ask for no %s", (image) => {
    expect(RELEASE).not.toContain(image);
  });

  it("use the same major of each action", () => {
    const all = `${RELEASE}\n${readFileSync(".github/workflows/ci.yml", "utf8")}`;
    const used = new Set([...all.matchAll(/uses: (\S+)/g)].map(([, action]) => action as string));
    const names = [...used].map((action) => action.split("@")[0]);
    expect(names.length).toBeGreaterThan(3);
    expect(new Set(names).size).toBe(names.length);
  });
});
