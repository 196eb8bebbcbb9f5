import { describe, expect, it } from "vitest";
import { AppError } from "#core/errors";
import { createTerminal, tellFailure } from "#electron/cli";

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
