import { describe, expect, it } from "vitest";
import { AppError } from "#core/errors";
import { createTerminal, tellFailure, visible } from "#electron/cli";

function fakeStreams(isTTY: boolean) {
  const written = { stdout: "", stderr: "" };
  const stdout = { write: (text: string) => (written.stdout += text) };
  const stderr = { isTTY, write: (text: string) => (written.stderr += text) };
  return { written, streams: { stdout, stderr } };
}

const failure = new AppError({ code: "bad-input", message: "No such thing.", where: "here", cure: "Make it." });

describe("terminal", () => {
  it("keeps progress off stdout, and with --json writes one document there", () => {
    const { written, streams } = fakeStreams(false);
    const terminal = createTerminal(true, streams);
    terminal.progress({ step: "encode", done: 0, total: 1 });
    terminal.note("a word");
    terminal.answer({ a: 1 }, "text for people");
    expect(JSON.parse(written.stdout)).toEqual({ a: 1 });
    expect(written.stderr).toContain("encode");
  });

  it("says each step once where nobody can see a line change", () => {
    const { written, streams } = fakeStreams(false);
    const terminal = createTerminal(false, streams);
    for (let done = 0; done < 5; done++) terminal.progress({ step: "discover", done, total: 5 });
    expect(written.stderr).toBe("discover ...\n");
  });

  it("says how far a step is where its unit is told, also in a log", () => {
    for (const [isTTY, start, end] of [
      [false, "", "\n"],
      [true, "\r\u001b[K", ""],
    ] as const) {
      const { written, streams } = fakeStreams(isTTY);
      const terminal = createTerminal(false, streams);
      terminal.progress({ step: "taking samples 10 %", done: 36, total: 367, unit: "MiB" });
      terminal.progress({ step: "taking samples", done: 5, total: 0, unit: "rows" });
      expect(written.stderr).toBe(
        `${start}taking samples 10 %, 36 of 367 MiB${end}${start}taking samples, 5 rows${end}`,
      );
    }
  });

  it("rewrites one line in a terminal and clears it before the answer", () => {
    const { written, streams } = fakeStreams(true);
    const terminal = createTerminal(false, streams);
    terminal.progress({ step: "discover", done: 1, total: 5 });
    terminal.answer({}, "done");
    expect(written.stderr).toBe("\r\u001b[Kdiscover 1/5\r\u001b[K");
    expect(written.stdout).toBe("done\n");
  });
});

describe("words of strangers", () => {
  const NASTY = "a\u001b[2J\u0007b\r\u009b1m\u202ec\u2066\u200f\u061c\u007f";
  const SAFE = "a\\u001b[2J\\u0007b\\u000d\\u009b1m\\u202ec\\u2066\\u200f\\u061c\\u007f";

  it("are spelt out where they would move the cursor or turn text round, and left alone otherwise", () => {
    expect(visible(NASTY)).toBe(SAFE);
    const plain = "a line\n\tanother: ü, 汉字, שלום, \u{1f469}\u200d\u{1f52c}";
    expect(visible(plain)).toBe(plain);
  });

  it("reach no stream as they are: answer, note, progress, failure", () => {
    const { written, streams } = fakeStreams(false);
    const terminal = createTerminal(false, streams);
    terminal.answer({}, NASTY);
    expect(written.stdout).toBe(`${SAFE}\n`);
    terminal.note(NASTY);
    terminal.progress({ step: NASTY, done: 0, total: 1 });
    terminal.progress({ step: "step", done: 0, total: 1, unit: NASTY });
    expect(written.stderr).toBe(`${SAFE}\n${SAFE} ...\nstep, 0 of 1 ${SAFE}\n`);
    const thrown = new AppError({ code: "endpoint-failed", message: NASTY, where: NASTY, cure: NASTY });
    const told = fakeStreams(false);
    tellFailure(thrown, false, told.streams);
    expect(told.written.stderr).toBe(`${SAFE}\n  where: ${SAFE}\n  cure:  ${SAFE}\n`);
  });

  it("stay what they are in the JSON document", () => {
    const { written, streams } = fakeStreams(false);
    createTerminal(true, streams).answer({ NASTY }, "");
    expect(JSON.parse(written.stdout)).toEqual({ NASTY });
    expect(written.stdout).not.toContain("\u001b");
  });
});

describe("tellFailure", () => {
  it("answers the exit code and says what, where and how to mend it on stderr", () => {
    const { written, streams } = fakeStreams(false);
    expect(tellFailure(failure, false, streams)).toBe(3);
    expect(written).toEqual({ stdout: "", stderr: "No such thing.\n  where: here\n  cure:  Make it.\n" });
  });

  it("puts the error document on stdout with --json", () => {
    const { written, streams } = fakeStreams(false);
    tellFailure(failure, true, streams);
    expect(JSON.parse(written.stdout)).toEqual({ error: failure.toReport() });
  });

  it("shows the stack of what nobody foresaw", () => {
    const { written, streams } = fakeStreams(false);
    expect(tellFailure(new TypeError("x is not a function"), false, streams)).toBe(1);
    expect(written.stderr).toContain("terminal.test.ts");
  });
});
