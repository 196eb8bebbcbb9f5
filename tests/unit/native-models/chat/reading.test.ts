import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { onlyJsonObject } from "../../../../native-models/chat/json-object.ts";
import { parseCompletion } from "../../../../native-models/chat/protocol.ts";
import { backoffMs, retryAfterMs } from "../../../../native-models/chat/retry.ts";

describe("the one JSON object in an answer", () => {
  test.each<[string, unknown]>([
    ['{"scores":[1]}', { scores: [1] }],
    ['Sure!\n```json\n{"scores": [0.5]}\n```\nHope that helps.', { scores: [0.5] }],
    [
      '{"reasoning":"a } and a { and a \\" in it","scores":[0]}',
      { reasoning: 'a } and a { and a " in it', scores: [0] },
    ],
    ['The set {a, b} is best: {"scores":[0.1]}', { scores: [0.1] }],
    ['A lone { before: {"scores":[0.1]}', { scores: [0.1] }],
    ['<think>{"scores":[9]} no, wait</think>{"scores":[0.2]}', { scores: [0.2] }],
    ['{"a":{"b":{}}}', { a: { b: {} } }],
    ['{"scores":[0.1]} {"scores":[0.2]}', null],
    ['{"scores":[0.1', null],
    ['{"scores":[NaN]}', null],
    ["[0.1, 0.2]", null],
    ["", null],
    ["no braces", null],
  ])("%s", (text, object) => {
    const none = { problem: "it is not exactly one JSON object" };
    expect(onlyJsonObject(text)).toEqual(object === null ? none : { value: object });
  });

  test.each([
    ['{"scores":[0.1],"scores":[0.9]}', "scores"],
    ['Here: {"scores":[0.1],"reasoning":"{","sc\\u006fres":[0.9]}', "scores"],
    ['{"regions":[{"confidence":0.1,"point":[1,1]},{"confidence":0.1,"confidence":0.9}]}', "confidence"],
    ['{"a":{"b":[{}]},"c":"\\\\","a" :1}', "a"],
    ['{"":1,"":1}', ""],
    ['{"__proto__":1,"__proto__":1}', "__proto__"],
  ])("%s says something twice", (text, key) => {
    expect(onlyJsonObject(text)).toEqual({ problem: `it holds "${key}" more than once` });
  });

  test.each([
    '{"a":{"a":["a","a",{"a":"a"}]},"b":{"a":1}}',
    '{"reasoning":"\\",\\"scores\\":[1],\\"scores\\":","scores":[1]}',
  ])("%s does not", (text) => {
    expect(onlyJsonObject(text)).toEqual({ value: JSON.parse(text) });
  });

  test("any object is found inside any words without braces", () => {
    const words = fc.string().map((text) => text.replaceAll(/[{}]/g, "").replaceAll("</think>", ""));
    fc.assert(
      fc.property(words, fc.dictionary(fc.string(), fc.jsonValue()), words, (before, object, after) => {
        const text = JSON.stringify(object);
        expect(onlyJsonObject(`${before}${text}${after}`)).toEqual({ value: JSON.parse(text) });
      }),
    );
  });

  test("a text of nothing but braces ends soon", () => {
    expect(onlyJsonObject("{".repeat(1_000_000))).toHaveProperty("problem");
    expect(onlyJsonObject('{"'.repeat(500_000))).toHaveProperty("problem");
  });
});

test("what is no chat completion is null, whatever it is", () => {
  for (const body of [
    "",
    "null",
    "[]",
    "{}",
    '{"choices":[]}',
    '{"choices":[{}]}',
    '{"choices":[{"message":{"content":5}}]}',
  ]) {
    expect(parseCompletion(body, 10)).toBeNull();
  }
  fc.assert(
    fc.property(fc.json(), (body) => {
      parseCompletion(body, 10);
    }),
  );
});

test("strange counts are 0, strange extras are left aside", () => {
  const body = JSON.stringify({
    choices: [{ message: { content: "x", reasoning_content: 7, refusal: {} }, finish_reason: 3 }],
    usage: { prompt_tokens: -1, completion_tokens: "many" },
  });
  expect(parseCompletion(body, 10)).toEqual({ text: "x", remark: null, inputTokens: 0, outputTokens: 0 });
});

test("waits grow to 30 s, half of each is chance", () => {
  expect([1, 2, 3, 6, 20].map((tries) => backoffMs(tries, 1))).toEqual([1000, 2000, 4000, 30_000, 30_000]);
  expect(backoffMs(1, 0)).toBe(500);
});

test("Retry-After: seconds, a date, nonsense", () => {
  const now = Date.parse("2026-01-01T00:00:00Z");
  const cases = { "0": 0, "2.5": 2500, " 3 ": 3000, "-5": 0, "": null, soon: null };
  // Date.parse takes "-5" for a date long ago: there is nothing to wait for.
  for (const [header, wait] of Object.entries(cases)) expect(retryAfterMs(header, now)).toBe(wait);
  expect(retryAfterMs(null, now)).toBeNull();
  expect(retryAfterMs("Thu, 01 Jan 2026 00:00:05 GMT", now)).toBe(5000);
  expect(retryAfterMs("Fri, 01 Jan 2027 00:00:00 GMT", now)).toBe(60_000);
});
