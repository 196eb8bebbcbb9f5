import { expect, it } from "vitest";
import { createTerminal } from "#electron/cli";
import { evaluationProgress, paceText } from "../../../electron/cli/evaluate-progress.ts";

const progress = (changes: object) => ({ done: 3, total: 40, failed: 0, perSecond: 2, secondsLeft: 18.5, ...changes });

it("tells the pace in the unit that fits, and the time left", () => {
  expect(paceText(progress({}))).toBe("at 2.0 a second, 19 s left");
  expect(paceText(progress({ perSecond: 0.05, secondsLeft: 740 }))).toBe("at 3.0 a minute, 13 min left");
  expect(paceText(progress({ secondsLeft: 3 * 3600 + 59 }))).toBe("at 2.0 a second, 3 h 1 min left");
  expect(paceText(progress({ secondsLeft: 5 * 86_400 }))).toBe("at 2.0 a second, 5 days left");
});

it("says nothing of it before the first sample and after the last", () => {
  expect(paceText(progress({ perSecond: null, secondsLeft: null }))).toBeNull();
  expect(paceText(progress({ done: 40, secondsLeft: 0 }))).toBeNull();
});

it("writes a line each tenth into a log, and every sample into a terminal's one line", () => {
  const written = (isTTY: boolean) => {
    let text = "";
    const stderr = { isTTY, write: (more: string) => (text += more) };
    const tell = evaluationProgress(createTerminal(false, { stdout: { write: () => {} }, stderr }));
    for (let done = 0; done <= 40; done++) tell(progress({ done, failed: done > 20 ? 1 : 0 }));
    return text;
  };
  const lines = written(false).trimEnd().split("\n");
  expect(lines).toHaveLength(11);
  expect(lines[5]).toBe("evaluating 50 %, 20 of 40 samples at 2.0 a second, 19 s left");
  expect(lines[10]).toBe("evaluating 100 %, 40 of 40 samples (1 failed)");
  expect(written(true).split("\r")).toHaveLength(42);
});
