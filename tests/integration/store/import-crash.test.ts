import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openProject } from "#electron/store";
import { bundleChild, lineFrom, startChild } from "./child-process.ts";
import { ada, projectWith } from "./fixtures.ts";
import { factsOf, importedSample } from "./imported.ts";

const ROUNDS = 5;
const BATCH = 50;
let folder = "";
let file = "";
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "rea2seg-child-"));
  file = await bundleChild(folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("an import that is killed", () => {
  it("leaves whole batches, loses none that was acknowledged, and is completed by doing it again", async () => {
    const { dir, store } = await projectWith(0);
    store.close();
    let kept = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const child = startChild(file, dir, "import");
      let acknowledged = 0;
      child.lines.on("line", (line) => {
        if (line !== "open") acknowledged = Number(line);
      });
      const wanted = kept + BATCH * (2 + 3 * round);
      await lineFrom(child, (line) => Number(line) >= wanted);
      child.process.kill("SIGKILL");
      await child.ended;
      const again = openProject(dir, ada);
      try {
        const { total } = again.samples({ offset: 0, limit: 1 });
        expect(total % BATCH).toBe(0);
        expect(total).toBeGreaterThanOrEqual(acknowledged);
        expect(again.verify()).toMatchObject({ ok: true, database: "ok", projection: [] });
        kept = total;
      } finally {
        again.close();
      }
    }

    const last = openProject(dir, ada);
    try {
      const importing = last.beginImport({ copy: false, probe: async (path) => factsOf(path) });
      const whole = Array.from({ length: kept + 30 }, (_, n) => importedSample(n));
      expect(await importing.add(whole)).toEqual({ added: 30, present: kept, refused: [] });
      const ids = [...last.exportSamples()].map((sample) => sample.id);
      expect(ids).toEqual(whole.map((sample) => sample.id));
      expect(last.verify()).toMatchObject({ ok: true, projection: [] });
    } finally {
      last.close();
    }
  });
});
