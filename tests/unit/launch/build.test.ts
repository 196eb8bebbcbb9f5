import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type BuildTarget, ensureBuilt } from "../../../electron/launch/build.mjs";
import { withLock } from "../../../electron/launch/lock.mjs";

let root: string;
let builds: string[];

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "rea2seg-build-"));
  builds = [];
  put("renderer/index.html", "<html></html>");
  put("renderer/app.ts", "one");
  put("package-lock.json", "{}");
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function put(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

async function copyApp(target: BuildTarget, staging: string): Promise<void> {
  builds.push(target.name);
  mkdirSync(join(staging, "assets"), { recursive: true });
  const text = readFileSync(join(root, "renderer/app.ts"), "utf8");
  writeFileSync(join(staging, "assets", `app-${text}.js`), text);
  writeFileSync(join(staging, "index.html"), text);
}

const run = (options: Parameters<typeof ensureBuilt>[0] = {}) =>
  ensureBuilt({ root, targets: ["renderer"], log: () => {}, build: copyApp, ...options });

describe("ensureBuilt", () => {
  it("builds once and then finds everything up to date", async () => {
    expect((await run()).built).toEqual(["renderer"]);
    expect((await run()).built).toEqual([]);
  });

  it("builds again when a source, the lockfile or a file's name changes, and with force", async () => {
    await run();
    put("renderer/app.ts", "two");
    expect((await run()).built).toEqual(["renderer"]);
    put("package-lock.json", "{ }");
    expect((await run()).built).toEqual(["renderer"]);
    put("renderer/more.css", "");
    expect((await run()).built).toEqual(["renderer"]);
    expect((await run({ force: true })).built).toEqual(["renderer"]);
  });

  it("does not mind files that no bundle reads", async () => {
    await run();
    put("renderer/notes.md", "words");
    expect((await run()).built).toEqual([]);
  });

  it("builds again when an output is missing", async () => {
    await run();
    rmSync(join(root, ".vite/renderer/index.html"));
    expect((await run()).built).toEqual(["renderer"]);
  });

  it("removes what the last build left and this one does not make", async () => {
    await run();
    put("renderer/app.ts", "two");
    await run();
    expect(readdirSync(join(root, ".vite/renderer/assets"))).toEqual(["app-two.js"]);
  });

  it("keeps the old output and stays stale when a build fails", async () => {
    await run();
    put("renderer/app.ts", "two");
    const fail = () => Promise.reject(new Error("broken source"));
    await expect(run({ build: fail })).rejects.toThrow("broken source");
    expect(readFileSync(join(root, ".vite/renderer/index.html"), "utf8")).toBe("one");
    expect((await run()).built).toEqual(["renderer"]);
  });

  it("skips a target whose entry does not exist, with a line that names it", async () => {
    const lines: string[] = [];
    const answer = await run({ targets: ["preload"], log: (line) => lines.push(line) });
    expect(answer).toEqual({ built: [], skipped: ["preload"] });
    expect(lines.join("\n")).toContain("electron/preload.ts");
  });

  it("lets a second caller wait and then use the first one's build", async () => {
    const lines: string[] = [];
    const both = await Promise.all([run(), run({ log: (line) => lines.push(line) })]);
    expect(builds).toEqual(["renderer"]);
    expect(both.map((answer) => answer.built.length).sort()).toEqual([0, 1]);
    expect(existsSync(join(root, ".vite/build.lock"))).toBe(false);
  });
});

describe("withLock", () => {
  it("takes over the lock of a process that is dead", async () => {
    const dead = spawnSync(process.execPath, ["-e", ""]).pid;
    put("x.lock", String(dead));
    await expect(withLock(join(root, "x.lock"), {}, async () => "done")).resolves.toBe("done");
    expect(existsSync(join(root, "x.lock"))).toBe(false);
  });

  it("takes over a lock that says nothing", async () => {
    put("x.lock", "");
    await expect(withLock(join(root, "x.lock"), {}, async () => "done")).resolves.toBe("done");
  });

  it("waits for a living holder, says whom it waits for, and goes on when released", async () => {
    const order: string[] = [];
    let release = () => {};
    const held = new Promise<void>((done) => {
      release = done;
    });
    const first = withLock(join(root, "x.lock"), {}, async () => {
      await held;
      order.push("first");
    });
    const onWait = (pid: number) => {
      order.push(`waits for ${pid === process.pid}`);
      release();
    };
    await withLock(join(root, "x.lock"), { onWait, pollMs: 5 }, async () => {
      order.push("second");
    });
    await first;
    expect(order).toEqual(["waits for true", "first", "second"]);
  });

  it("releases the lock when the work fails", async () => {
    const work = () => Promise.reject(new Error("no"));
    await expect(withLock(join(root, "x.lock"), {}, work)).rejects.toThrow("no");
    expect(existsSync(join(root, "x.lock"))).toBe(false);
  });
});
