import { expect, it } from "vitest";
import { createTerminal, waitTeller } from "#electron/cli";

function tellerAt() {
  let stderr = "";
  let clock = 0;
  const terminal = createTerminal(true, {
    stdout: { write: () => undefined },
    stderr: { write: (text) => (stderr += text) },
  });
  const tell = waitTeller(terminal, () => clock);
  const wait = (seconds: number, nextTry: number) =>
    tell({ host: "127.0.0.1:8000", seconds, reason: "asks to wait", nextTry, tries: 5 });
  return { wait, pass: (milliseconds: number) => (clock += milliseconds), said: () => stderr };
}

const LINE = "The endpoint 127.0.0.1:8000 asks to wait: next try in 60 s (2 of 5).\n";

it("a wait is one line on stderr, also with --json", () => {
  const { wait, said } = tellerAt();
  wait(60, 2);
  expect(said()).toBe(LINE);
});

it("requests that wait side by side share a line; the next wait has its own", () => {
  const { wait, pass, said } = tellerAt();
  wait(60, 2);
  pass(900);
  wait(60, 2);
  wait(30, 3);
  expect(said()).toBe(LINE);
  pass(60_000);
  wait(60, 3);
  expect(said()).toBe(`${LINE}${LINE.replace("2 of 5", "3 of 5")}`);
});

it("what is over at once has none", () => {
  const { wait, said } = tellerAt();
  wait(0, 2);
  wait(0.9, 3);
  expect(said()).toBe("");
});
