import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { createInterface } from "node:readline";
import { expect, test } from "vitest";
import { clientOf, KEY, temporaryDir } from "./support.ts";

test("the test server as a process: prints its address, follows its script, keeps what it was asked", async () => {
  const file = path.join(await temporaryDir(), "requests.jsonl");
  const options = ["--script", "server-error,ok", "--otherwise", "unavailable", "--key", KEY, "--requests", file];
  const child = spawn(process.execPath, ["tests/mocks/chat-server.mjs", ...options], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    const [url] = (await once(createInterface(child.stdout), "line")) as [string];
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/v1$/);
    const client = await clientOf({ url }, { retries: 1 });
    const { text } = await client.complete([{ role: "user", parts: [{ text: "Hello" }] }]);
    expect(text).toBe('{"scores":[]}');
    const again = client.complete([{ role: "user", parts: [{ text: "Again" }] }]);
    await expect(again).rejects.toMatchObject({ code: "endpoint-failed" });
    const lines = (await readFile(file, "utf8")).trim().split("\n");
    expect(lines.map((line) => JSON.parse(line).path)).toEqual(new Array(4).fill("/v1/chat/completions"));
  } finally {
    const ended = once(child, "exit");
    child.kill("SIGTERM");
    await ended;
  }
  expect(child.exitCode).toBe(0);
});

const call = (...args: string[]) =>
  spawnSync(process.execPath, ["tests/mocks/chat-server.mjs", ...args], { encoding: "utf8" });

test("it says how it is called", () => {
  const { status, stdout, stderr } = call("--help");
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  expect(stdout).toMatch(/^usage: .*--retry-after SECONDS.*behaviours: ok, /s);
});

test.each([["--nonsense"], ["--script", "ok,toString"], ["--otherwise", "nonsense"], ["--port", "x"], ["extra"]])(
  "%s %s: usage, exit code 2, no stack trace",
  (...args) => {
    const { status, stdout, stderr } = call(...args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toContain("usage: node tests/mocks/chat-server.mjs");
    expect(stderr).not.toMatch(/^\s+at /m);
  },
);
