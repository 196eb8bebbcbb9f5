import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { ErrorReport } from "#core/errors";
import { createProject, openProject, type ProjectStore, restoreBackup, verifyProject } from "#electron/store";
import { readOnlyView, smallDisk } from "./disks.ts";
import { ada, later, probe, rowMask, scratchFolder, stateWith, writeImage } from "./fixtures.ts";

async function projectOn(disk: string, warnings: ErrorReport[] = []): Promise<ProjectStore> {
  const image = writeImage(scratchFolder(), "a.png");
  const onWarning = (warning: ErrorReport) => void warnings.push(warning);
  const store = createProject(join(disk, "project"), "Test", ada, { onWarning });
  later(() => store.close());
  await store.addSamples([{ imagePath: image, question: "Q?", id: "s1" }], { copy: false, probe });
  return store;
}

/** Takes all the space that is left; returns the file to remove. */
function fill(disk: string): string {
  const file = join(disk, "ballast");
  for (const chunk of [65536, 4096]) {
    try {
      while (true) writeFileSync(file, Buffer.alloc(chunk), { flag: "a" });
    } catch (thrown) {
      if ((thrown as NodeJS.ErrnoException).code !== "ENOSPC") throw thrown;
    }
  }
  return file;
}

describe("a full disk", () => {
  it("refuses the edit with the reason, keeps what was acknowledged, and goes on when there is space", async (test) => {
    const disk = smallDisk("4m");
    if ("reason" in disk) return test.skip(`no small disk can be mounted here: ${disk.reason}`);
    const warnings: ErrorReport[] = [];
    const store = await projectOn(disk.dir, warnings);
    const ballast = fill(disk.dir);
    // Until its files have to grow SQLite may still have room in them.
    let acknowledged = 0;
    let failure: unknown = null;
    for (let n = 1; failure === null && n < 2000; n++) {
      try {
        store.commit(
          "s1",
          stateWith({ mask: rowMask(n % 12, 1 + (n % 16)), verdict: { decision: "fixed", comment: `${n}` } }),
          "t",
        );
        acknowledged = n;
      } catch (thrown) {
        failure = thrown;
      }
    }
    expect(failure).toMatchObject({
      code: "disk-full",
      message: expect.stringMatching(/disk that holds .*project is full \(.* free\)/),
      cure: expect.stringMatching(/Free some space/),
    });
    const comment = () => store.sample("s1").state.verdict?.comment;
    const due = acknowledged === 0 ? undefined : `${acknowledged}`;
    expect(comment()).toBe(due);
    expect(() => store.backup()).toThrow(expect.objectContaining({ code: "disk-full" }));

    rmSync(ballast);
    expect(comment()).toBe(due);
    store.commit("s1", stateWith({ verdict: { decision: "fixed", comment: "after" } }), "t");
    store.close();
    const again = openProject(join(disk.dir, "project"), ada);
    expect(again.sample("s1")).toMatchObject({ state: { verdict: { comment: "after" } }, undoDepth: acknowledged + 1 });
    expect(again.verify().ok).toBe(true);
    again.close();
  });

  it("refuses to open a project with no space left at all, harms nothing, and opens it once there is some", async (test) => {
    const disk = smallDisk("4m");
    if ("reason" in disk) return test.skip(`no small disk can be mounted here: ${disk.reason}`);
    (await projectOn(disk.dir)).close();
    const dir = join(disk.dir, "project");
    rmSync(join(dir, "backups"), { recursive: true });
    const ballast = fill(disk.dir);
    // SQLite needs a few kilobytes beside the database to work at all.
    expect(() => openProject(dir, ada)).toThrow(
      expect.objectContaining({ code: "disk-full", message: expect.stringMatching(/full \(0 bytes free\)/) }),
    );
    rmSync(ballast);
    const again = openProject(dir, ada);
    expect(again.commit("s1", stateWith({ mask: rowMask(1) }), "t").undoDepth).toBe(1);
    again.close();
    expect(verifyProject(dir).ok).toBe(true);
  });

  it("leaves nothing half made when a project is created there", (test) => {
    const disk = smallDisk("1m");
    if ("reason" in disk) return test.skip(`no small disk can be mounted here: ${disk.reason}`);
    const dir = join(disk.dir, "project");
    const ballast = fill(disk.dir);
    expect(() => createProject(dir, "Test", ada)).toThrow(expect.objectContaining({ code: "disk-full" }));
    rmSync(ballast);
    expect(existsSync(join(dir, "project.sqlite"))).toBe(false);
    createProject(dir, "Test", ada).close();
    expect(verifyProject(dir).ok).toBe(true);
  });

  it("refuses to copy an image that does not fit, and leaves no part of it", async (test) => {
    const disk = smallDisk("2m");
    if ("reason" in disk) return test.skip(`no small disk can be mounted here: ${disk.reason}`);
    const store = await projectOn(disk.dir);
    const big = writeImage(scratchFolder(), "big.png", "x".repeat(3 << 20));
    const adding = store.addSamples([{ imagePath: big, question: "Q?" }], { copy: true, probe });
    await expect(adding).rejects.toMatchObject({ code: "disk-full" });
    expect(readdirSync(join(store.dir, "images"), { recursive: true })).toEqual([".partial"]);
    expect(store.samples({ offset: 0, limit: 9 }).total).toBe(1);
    expect(store.commit("s1", stateWith({ mask: rowMask(1) }), "t").undoDepth).toBe(1);
  });
});

describe("a folder that cannot be written to", () => {
  it("is not opened, with the cure, and can still be verified", async (test) => {
    if (process.platform === "win32") return test.skip("Windows has no read-only mounts for tests");
    const folder = scratchFolder();
    const store = await projectOn(folder);
    store.commit("s1", stateWith({ mask: rowMask(1) }), "t");
    // As a crash leaves it, with the write-ahead log beside it. Copied by another process: see class Database.
    const crashed = join(folder, "crashed");
    execFileSync("cp", ["-r", store.dir, crashed]);
    expect(statSync(join(crashed, "project.sqlite-wal")).size).toBeGreaterThan(0);
    store.close();
    const view = readOnlyView(folder);
    if ("reason" in view) return test.skip(`nothing can be mounted read-only here: ${view.reason}`);
    const dir = join(view.dir, "project");
    const refusal = expect.objectContaining({
      code: "read-only",
      cure: expect.stringMatching(/copy the project's folder/),
    });
    expect(() => openProject(dir, ada)).toThrow(refusal);
    expect(() => restoreBackup(dir, "x.sqlite")).toThrow(refusal);
    expect(() => createProject(join(view.dir, "new"), "Test", ada)).toThrow(
      expect.objectContaining({ code: "read-only" }),
    );
    expect(verifyProject(dir)).toMatchObject({ ok: true, events: 3 });
    expect(verifyProject(join(view.dir, "crashed"))).toMatchObject({ ok: true, events: 3 });
  });

  it("is refused for want of permission alone", async (test) => {
    if (process.platform === "win32" || process.getuid?.() === 0) {
      return test.skip("permissions do not stop this user from writing");
    }
    const store = await projectOn(scratchFolder());
    store.close();
    chmodSync(store.dir, 0o555);
    later(() => chmodSync(store.dir, 0o755));
    expect(() => openProject(store.dir, ada)).toThrow(expect.objectContaining({ code: "read-only" }));
    expect(verifyProject(store.dir).ok).toBe(true);
  });
});
