import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { logsDir } from "#electron/config";
import { keepConsole, openLogFile, withoutSecrets } from "#electron/logs";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "rea2seg-logs-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const read = (name: string) => readFileSync(join(dir, name), "utf8");

describe("the log", () => {
  it("has a line for everything, with time and level", () => {
    const log = openLogFile({ dir });
    log.write("info", "first");
    log.write("error", "second");
    expect(read("studio.log")).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z info {2}first\n\d{4}.*Z error second\n$/);
  });

  it("goes on where it was after a restart", () => {
    openLogFile({ dir }).write("info", "before");
    openLogFile({ dir }).write("info", "after");
    expect(read("studio.log").split("\n")).toHaveLength(3);
  });

  it("is set aside when it has grown, and only so many are kept", () => {
    const log = openLogFile({ dir, maxBytes: 200, kept: 2 });
    for (let i = 0; i < 40; i++) log.write("info", `line ${i} ${"x".repeat(40)}`);
    expect(readdirSync(dir).sort()).toEqual(["studio.1.log", "studio.2.log", "studio.log"]);
    for (const name of readdirSync(dir)) expect(read(name).length).toBeLessThanOrEqual(200);
    expect(read("studio.log")).toContain("line 39 ");
    // The newest of those set aside is the one that ends right before the present one begins.
    const first = Number(/line (\d+) /.exec(read("studio.log"))?.[1]);
    expect(read("studio.1.log")).toContain(`line ${first - 1} `);
  });

  it("ends nothing where it cannot be written", () => {
    writeFileSync(join(dir, "file"), "");
    const log = openLogFile({ dir: join(dir, "file", "below") });
    expect(() => log.write("info", "lost")).not.toThrow();
  });

  it("has what the console says, and leaves out keys", () => {
    const said: unknown[][] = [];
    const target = { log: vi.fn(), warn: vi.fn(), error: (...values: unknown[]) => void said.push(values) };
    const stop = keepConsole(openLogFile({ dir }), target);
    target.error("refused: %s", "Authorization: Bearer sk-abcdef1234567890");
    stop();
    target.error("not kept");
    expect(said).toHaveLength(2);
    expect(read("studio.log")).toContain("refused: Authorization: Bearer (left out)");
    expect(read("studio.log")).not.toContain("not kept");
    openLogFile({ dir }).write("info", "pipeline: api_key=0123456789abcdef");
    expect(read("studio.log")).not.toContain("0123456789abcdef");
    expect(withoutSecrets('{"api_key": "0123456789abcdef"}')).not.toContain("0123456789abcdef");
    expect(withoutSecrets("the bear is a bearer of news")).toBe("the bear is a bearer of news");
  });
});

describe("what is left out of a line", () => {
  const key = "0123456789abcdefghij";
  it.each([
    `Incorrect API key provided: sk-${key}. You can find yours at https://example.org.`,
    `x-api-key: ${key}`,
    `"apiKey":"${key}"`,
    `Authorization: Basic ${key}=`,
    `GET https://api.example/v1/models?key=${key}&alt=json failed`,
    `GET https://api.example/?a=1&access_token=${key} failed`,
    `connect to https://ada:${key}@proxy.example:8080/ failed`,
    `the model answered: hf_${key}`,
    `ghp_${key}`,
  ])("%s", (line) => {
    expect(withoutSecrets(line)).not.toContain(key);
  });

  it.each([
    "GET https://api.example/v1/models?limit=20 failed with 404",
    "the task-list of sk-learn is not a keyed-token",
    "/home/ada/pictures/hf_small.png could not be read",
    "see https://example.org/@ada/notes",
    "basic segmentation of 12 pictures",
  ])("is nothing of: %s", (line) => {
    expect(withoutSecrets(line)).toBe(line);
  });
});

describe("the folder of the logs", () => {
  it("is the platform's, unless another is named", () => {
    expect(logsDir({}, "linux", "/home/ada")).toBe(join("/home/ada", ".local", "state", "rea2seg", "logs"));
    expect(logsDir({ XDG_STATE_HOME: "/state" }, "linux", "/home/ada")).toBe(join("/state", "rea2seg", "logs"));
    expect(logsDir({}, "darwin", "/Users/ada")).toBe(join("/Users/ada", "Library", "Logs", "rea2seg"));
    expect(logsDir({ LOCALAPPDATA: "L" }, "win32", "C")).toBe(join("L", "rea2seg", "logs"));
    expect(logsDir({ REA2SEG_LOGS_DIR: "/elsewhere" }, "linux", "/home/ada")).toBe("/elsewhere");
    expect(existsSync("/elsewhere")).toBe(false);
  });
});
