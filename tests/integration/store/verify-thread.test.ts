import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { emptySampleState } from "#core/samples";
import { createProject, type ProjectStore, verifyProjectInThread } from "#electron/store";
import { ensureBuilt, PROJECT_ROOT } from "../../../electron/launch/build.mjs";

const built = join(PROJECT_ROOT, ".vite", "build", "rea2seg.cjs");
let root: string;
let store: ProjectStore;

beforeEach(async () => {
  await ensureBuilt({ targets: ["node"], log: () => {} });
  root = mkdtempSync(join(tmpdir(), "rea2seg-test-"));
  store = createProject(join(root, "p"), "P", { author: "ada", device: "here" });
  const facts = { id: "a".repeat(64), width: 4, height: 4, bytes: 1, format: "png", mtimeMs: 1 };
  const samples = [{ id: "s", imagePath: join(root, "a.png"), question: "Which?" }];
  await store.beginImport({ copy: false, probe: async () => facts }).add(samples);
});
afterEach(() => {
  store.close();
  rmSync(root, { recursive: true, force: true });
});

describe("verifying in a thread", () => {
  it("answers of the open project as this thread would, while edits go on, and leaves it locked", async () => {
    const verdict = { decision: "accepted" as const, comment: "" };
    const answer = verifyProjectInThread(store.dir, built);
    store.commit("s", { ...emptySampleState, verdict }, "accept");
    expect(await answer).toMatchObject({ ok: true, database: "ok", projection: [] });
    // A connection that is closed carelessly drops the process's locks on the file.
    const other = spawnSync(
      process.execPath,
      [built, "import", "own", PROJECT_ROOT, "--project", store.dir, "--json"],
      {
        encoding: "utf8",
        env: { ...process.env, REA2SEG_CONFIG_DIR: join(root, "config") },
      },
    );
    expect(JSON.parse(other.stdout)).toMatchObject({ error: { code: "project-locked" } });
    store.undo("s");
    expect(store.verify()).toEqual(await verifyProjectInThread(store.dir, built));
  });

  it("says what is wrong with a folder that is no project", async () => {
    await expect(verifyProjectInThread(join(root, "nothing"), built)).rejects.toMatchObject({ name: "AppError" });
  });
});
