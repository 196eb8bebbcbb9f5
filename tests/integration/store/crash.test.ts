import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openProject, verifyProject } from "#electron/store";
import { bundleChild, lineFrom, startChild } from "./child-process.ts";
import { ada, later, probe, projectWith } from "./fixtures.ts";

const ROUNDS = 6;
let folder = "";
let file = "";
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "rea2seg-child-"));
  file = await bundleChild(folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("a process that is killed", () => {
  it("has lost no acknowledged edit, round after round", async () => {
    const { dir, store } = await projectWith(2);
    store.close();
    for (let round = 0; round < ROUNDS; round++) {
      const child = startChild(file, dir, "commit");
      let acknowledged = -1;
      child.lines.on("line", (line) => {
        if (line !== "open") acknowledged = Number(line);
      });
      const last = Math.floor(Math.random() * 120);
      await lineFrom(child, (line) => line === String(last));
      child.process.kill("SIGKILL");
      await child.ended;
      expect(acknowledged).toBeGreaterThanOrEqual(last);

      const again = openProject(dir, ada);
      try {
        expect(again.verify()).toMatchObject({ ok: true, database: "ok", projection: [] });
        // The last edit of each sample: the acknowledged one, or one that reached the disk just before the kill.
        for (const [sampleId, parity] of [
          ["s1", 0],
          ["s2", 1],
        ] as const) {
          const due = acknowledged % 2 === parity ? acknowledged : acknowledged - 1;
          const found = Number(again.sample(sampleId).state.verdict?.comment ?? -1);
          if (due >= 0) expect([due, due + 2]).toContain(found);
        }
        const chain = again.verify().chains.find((c) => c.device === String(child.process.pid));
        expect(chain?.events).toBeGreaterThanOrEqual(acknowledged + 1);
      } finally {
        again.close();
      }
    }
  });
});

describe("a second process", () => {
  it("is refused and told who has the project, may verify it meanwhile, and gets it once the holder is killed", async () => {
    const { dir, store } = await projectWith(1);
    store.close();
    const child = startChild(file, dir, "hold");
    later(() => child.process.kill("SIGKILL"));
    await lineFrom(child, (line) => line === "open");
    expect(() => openProject(dir, ada)).toThrow(
      expect.objectContaining({
        code: "project-locked",
        message: expect.stringContaining(`process ${child.process.pid} on `),
        cure: expect.stringMatching(/Close it there/),
      }),
    );
    expect(verifyProject(dir)).toMatchObject({ ok: true, events: 2 });
    child.process.kill("SIGKILL");
    await child.ended;
    const again = openProject(dir, ada);
    expect(again.sample("s1").status).toBe("todo");
    again.close();
  });

  it("is refused in the same process too, until the first has closed", async () => {
    const { dir, store } = await projectWith(1);
    expect(() => openProject(dir, ada)).toThrow(expect.objectContaining({ code: "project-locked" }));
    expect(() => openProject(dir, ada)).toThrow(expect.objectContaining({ code: "project-locked" }));
    store.close();
    openProject(dir, ada).close();
    expect(() => store.counts()).toThrow(/has been closed/);
    await expect(store.addSamples([], { copy: false, probe })).rejects.toThrow(/has been closed/);
  });
});
