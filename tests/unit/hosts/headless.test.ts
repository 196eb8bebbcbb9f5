import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Become, lacksDisplay, runHeadless } from "../../../electron/hosts/desktop/headless.ts";
import { findNode } from "../../../electron/launch/find-node.mjs";

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), "rea2seg-headless-"));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** A Node with `process.execve` (22.15): Electron's has it, the one that runs the tests may not. Nothing is fetched. */
function newNode(): string | null {
  if (process.platform === "win32") return null;
  if (process.execve !== undefined) return process.execPath;
  try {
    const { file, version } = findNode({ log: () => {}, fetch: () => "not in a test" });
    return /^(22\.(1[5-9]|[2-9]\d)|2[4-9])\./.test(version) ? file : null;
  } catch {
    return null;
  }
}

describe("a command without a display", () => {
  it("is this process with Chromium's switch before all others", () => {
    const calls: unknown[] = [];
    const become = ((...call: unknown[]) => {
      calls.push(call);
      return 0;
    }) as unknown as Become;
    runHeadless("/usr/bin/rea2seg", ["/usr/bin/rea2seg", "--no-sandbox", "pack", "list"], true, become);
    runHeadless("/usr/bin/electron", ["electron", ".", "doctor"], false, become);
    const headless = "--ozone-platform=headless";
    expect(calls).toEqual([
      ["/usr/bin/rea2seg", ["/usr/bin/rea2seg", headless, "--no-sandbox", "pack", "list"]],
      ["/usr/bin/electron", ["/usr/bin/electron", ".", headless, "doctor"]],
    ]);
  });

  it.skipIf(process.platform === "win32")("is a child where it cannot be, with the child's code as answer", () => {
    const executable = join(dir, "rea2seg");
    writeFileSync(executable, `#!/bin/sh\necho "$@" > "${join(dir, "arguments")}"\nexit 4\n`, { mode: 0o755 });
    expect(runHeadless(executable, [executable, "doctor"], true, null)).toBe(4);
    expect(readFileSync(join(dir, "arguments"), "utf8").trim()).toBe("--ozone-platform=headless doctor");
    expect(runHeadless(join(dir, "missing"), ["rea2seg"], true, null)).toBe(1);
  });

  const node = newNode();
  it.skipIf(node === null).each(["SIGINT", "SIGTERM", "SIGHUP"] as const)(
    "gets %s itself, ends with its own code, and leaves nobody behind",
    async (signal) => {
      // Says its number and its parent's, and ends with 5 when it is asked to, as commands do.
      const executable = join(dir, `command-${signal}`);
      const trap = `trap 'echo stopped; exit 5' INT TERM HUP; echo "$$ $PPID $1"; while :; do sleep 0.05; done`;
      writeFileSync(executable, `#!/bin/sh\n${trap}\n`, { mode: 0o755 });
      const script = join(dir, `main-${signal}.mjs`);
      const module = pathToFileURL(resolve("electron/hosts/desktop/headless.ts")).href;
      const call = `runHeadless(${JSON.stringify(executable)}, ["rea2seg", "doctor"], true)`;
      writeFileSync(script, `import { runHeadless } from ${JSON.stringify(module)};\nprocess.exit(${call});\n`);
      const child = spawn(node as string, ["--experimental-strip-types", "--no-warnings", script], {
        stdio: ["ignore", "pipe", "inherit"],
      });
      let said = "";
      const ended = new Promise<number | null>((done) => child.once("close", done));
      await new Promise<void>((started) => {
        child.stdout.setEncoding("utf8").on("data", (text: string) => {
          said += text;
          if (said.includes("\n")) started();
        });
      });
      child.kill(signal);
      expect(await ended).toBe(5);
      expect(said).toBe(`${child.pid} ${process.pid} --ozone-platform=headless\nstopped\n`);
    },
  );

  it("needs a platform that wants none, on Linux alone and unless it was named", () => {
    const argv = ["/usr/bin/rea2seg", "doctor"];
    expect(lacksDisplay(argv, {}, "linux")).toBe(true);
    expect(lacksDisplay(argv, { DISPLAY: ":0" }, "linux")).toBe(false);
    expect(lacksDisplay(argv, { WAYLAND_DISPLAY: "wayland-0" }, "linux")).toBe(false);
    expect(lacksDisplay([...argv, "--ozone-platform=headless"], {}, "linux")).toBe(false);
    expect(lacksDisplay(argv, {}, "darwin")).toBe(false);
  });
});
