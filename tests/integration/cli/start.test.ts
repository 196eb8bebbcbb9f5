import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ensureBuilt, PROJECT_ROOT } from "../../../electron/launch/build.mjs";

let dir: string;
let child: ChildProcess | null;

beforeAll(() => ensureBuilt({ log: () => {} }).then(() => {}));
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "rea2seg-start-"));
  child = null;
});
afterEach(() => {
  if (child?.exitCode === null) child.kill("SIGKILL");
  rmSync(dir, { recursive: true, force: true });
});

interface Studio {
  /** The first line on stdout. */
  readonly line: Promise<string>;
  readonly ended: Promise<{ code: number | null; stdout: string; stderr: string }>;
  interrupt(): void;
}

function start(script: string, args: readonly string[], env: Record<string, string> = {}): Studio {
  const started = spawn(process.execPath, [join(PROJECT_ROOT, "electron/launch", script), ...args], {
    env: {
      ...process.env,
      DISPLAY: "",
      WAYLAND_DISPLAY: "",
      REA2SEG_CACHE_DIR: join(dir, "cache"),
      REA2SEG_DATA_DIR: join(dir, "data"),
      REA2SEG_CONFIG_DIR: join(dir, "config"),
      ...env,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  child = started;
  let stdout = "";
  let stderr = "";
  const line = new Promise<string>((done, fail) => {
    started.stdout.on("data", (text) => {
      stdout += text;
      if (stdout.includes("\n")) done(stdout.slice(0, stdout.indexOf("\n")));
    });
    started.once("close", () => fail(new Error(`It ended without a line: ${stderr}`)));
  });
  line.catch(() => {});
  started.stderr.on("data", (text) => {
    stderr += text;
  });
  const ended = new Promise<{ code: number | null; stdout: string; stderr: string }>((done) => {
    started.once("close", (code) => done({ code, stdout, stderr }));
  });
  return { line, ended, interrupt: () => started.kill("SIGINT") };
}

async function studioAnswers(line: string): Promise<void> {
  const url = line.match(/http:\/\/127\.0\.0\.1:\d+\/\?token=\S+/)?.[0];
  expect(url).toBeDefined();
  // The token in the address is exchanged for a cookie, as a browser does it.
  const entry = await fetch(url as string, { redirect: "manual" });
  const cookie = entry.headers.get("set-cookie")?.split(";")[0] ?? "";
  const page = await fetch(new URL("/", url), { headers: { cookie } });
  expect(page.status).toBe(200);
  expect(await page.text()).toContain("<script");
}

/** A stand-in for Electron's binary. */
function fakeElectron(script: string): Record<string, string> {
  const binary = join(dir, "electron");
  writeFileSync(binary, `#!/bin/sh\n${script}\n`);
  chmodSync(binary, 0o755);
  return { ELECTRON_OVERRIDE_DIST_PATH: dir, REA2SEG_HOST: "electron" };
}

describe("npm start", () => {
  it("opens the web host when asked to, in one line with address and reason, and ends cleanly at Ctrl-C", async () => {
    const studio = start("start.mjs", ["--web", "--no-open"]);
    const line = await studio.line;
    expect(line).toMatch(/^Rea2Seg Studio opened as web host at http:\S+ \(the web host was asked for\)/);
    await studioAnswers(line);
    studio.interrupt();
    const { code, stdout } = await studio.ended;
    expect(code).toBe(0);
    expect(stdout.trim().split("\n")).toHaveLength(1);
  });

  it.runIf(process.platform === "linux")("says that there is no display", async () => {
    const studio = start("start.mjs", ["--no-open"]);
    expect(await studio.line).toContain("no display");
    studio.interrupt();
    await studio.ended;
  });

  it("names a port that is in use and how to mend it", async () => {
    const blocker = createServer();
    const port = await listen(blocker);
    const { code, stderr } = await start("start.mjs", ["--web", "--no-open", "--port", String(port)]).ended;
    blocker.close();
    expect(code).toBe(3);
    expect(stderr).toContain(`Port ${port} is in use`);
    expect(stderr).toContain("cure:");
  });

  it("refuses unknown flags as usage", async () => {
    const { code, stderr } = await start("start.mjs", ["--wbe"]).ended;
    expect(code).toBe(2);
    expect(stderr).toContain("--wbe");
  });

  it.skipIf(process.platform === "win32")("opens Electron where it is, says so, and ends with its code", async () => {
    // Lives until a file appears, so that the test and not a clock decides when it ends.
    const env = fakeElectron(`while [ ! -e '${dir}/close' ]; do sleep 0.1; done; exit 7`);
    const studio = start("start.mjs", [], env);
    expect(await studio.line).toBe("Rea2Seg Studio opened in Electron (its binary is here).");
    writeFileSync(join(dir, "close"), "");
    expect((await studio.ended).code).toBe(7);
  });

  it.skipIf(process.platform === "win32")(
    "falls back to the web host when Electron can't start, and says why",
    async () => {
      const studio = start("start.mjs", ["--no-open"], fakeElectron("exit 3"));
      const line = await studio.line;
      expect(line).toMatch(/opened as web host at .*\(Electron ended at once: exit 3\)/);
      await studioAnswers(line);
      studio.interrupt();
      expect((await studio.ended).code).toBe(0);
    },
  );
});

function listen(server: Server): Promise<number> {
  return new Promise((done) => {
    server.listen(0, "127.0.0.1", () => done((server.address() as { port: number }).port));
  });
}

describe("rea2seg without a command", () => {
  it("opens the studio as npm start does", async () => {
    const studio = start("rea2seg.mjs", ["--web", "--no-open"]);
    await studioAnswers(await studio.line);
    studio.interrupt();
    expect((await studio.ended).code).toBe(0);
  });
});
