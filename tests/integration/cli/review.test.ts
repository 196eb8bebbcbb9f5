import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { openProject } from "#electron/store";
import { picture, writeFiles } from "../../unit/datasets/formats/importing.ts";
import { greyPng } from "../../unit/datasets/mask-review/pictures.ts";
import { testFolder } from "../datasets/export-support.ts";
import { rea2seg, stubFolders } from "./in-process.ts";

const folder = testFolder("cli-review");
const MASK = greyPng("#..\n.#.");

const project = () => folder.path("project");

beforeAll(async () => {
  stubFolders(folder.path);
  const image = await picture(3, 2);
  await writeFiles(folder.path("LISA"), {
    ...{ "images/a.png": image, "images/b.jpg": image, "masks/a.png": MASK, "masks/b.png": MASK, "masks/c.png": MASK },
  });
});
afterAll(() => vi.unstubAllEnvs());

describe("rea2seg review", () => {
  it("makes a project of a folder, whose model is named after it, and says what could not be taken", async () => {
    const { code, stdout } = await rea2seg("review", "create", folder.path("LISA"), "--project", project(), "--json");
    expect(code).toBe(0);
    const report = JSON.parse(stdout) as { taken: number; notes: { file: string; reason: string }[] };
    expect(report.taken).toBe(2);
    expect(report.notes).toMatchObject([
      { file: join(folder.path("LISA"), "masks", "c.png"), reason: "its image is missing" },
    ]);
    const store = openProject(project(), { author: "tester", device: "test" });
    expect(store.sample("a").candidates).toMatchObject([{ source: "imported", model: "LISA" }]);
    const { state } = store.sample("b");
    store.commit("b", { ...state, verdict: { decision: "rejected", comment: '=1+1, "no"' } }, "reject");
    store.close();
  });

  it("writes the masks as they came, without the rejected ones, and the verdicts beside them", async () => {
    const out = folder.path("out");
    const { code, stdout } = await rea2seg("review", "export", "--project", project(), "--out", out);
    expect(code).toBe(0);
    expect(stdout).toMatch(/written {2}1\n {2}skipped {2}0\n/);
    expect(readdirSync(out).sort()).toEqual(["a.png", "c.png", "review.csv", "review.json"]);
    expect(readFileSync(join(out, "a.png"))).toEqual(MASK);
    expect(readFileSync(join(out, "review.csv"), "utf8")).toContain(`"'=1+1, ""no"""`);
    const { notReviewed, verdicts } = JSON.parse(readFileSync(join(out, "review.json"), "utf8"));
    expect([notReviewed, verdicts]).toEqual([["c.png"], { todo: 1, rejected: 1 }]);
  });

  it("refuses what it does not know, and a place that is taken", async () => {
    expect((await rea2seg("review", "export", "--project", project(), "--out", "x", "--rejected", "burn")).code).toBe(
      2,
    );
    expect((await rea2seg("review", "create", folder.path("LISA"), "--project", "x", "--kind", "tea")).code).toBe(2);
    const taken = await rea2seg(
      "review",
      "export",
      "--project",
      project(),
      "--out",
      join(folder.path("LISA"), "masks"),
    );
    expect(taken.stderr).toContain("This folder is not empty.");
    expect(taken.code).not.toBe(0);
  });
});
