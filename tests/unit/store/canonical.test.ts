import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalJson, sha256 } from "../../../electron/store/canonical.ts";
import { maskHash } from "../../../electron/store/contents.ts";
import { eventHash } from "../../../electron/store/event-log.ts";
import { statusOf } from "../../../electron/store/status-of.ts";

describe("canonicalJson", () => {
  it("spells equal values equally, whatever the order of their keys", () => {
    expect(canonicalJson({ b: [1, { d: null, c: "é" }], a: undefined, A: true })).toBe(
      '{"A":true,"b":[1,{"c":"é","d":null}]}',
    );
  });

  it("is JSON that reads back as the same value", () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
        const text = canonicalJson(value);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(canonicalJson(JSON.parse(text))).toBe(text);
      }),
    );
  });

  it.each([
    [Number.NaN],
    [Number.POSITIVE_INFINITY],
    [() => 1],
    [[undefined]],
    [10n],
    [new Date(0)],
    [new Map()],
    [new Uint8Array(2)],
    [Symbol("s")],
  ])("refuses %o", (value) => {
    expect(() => canonicalJson({ value })).toThrow(TypeError);
  });
});

describe("hashes", () => {
  const event = {
    author: "ada",
    device: "laptop",
    seq: 1,
    clock: 1,
    prev: "",
    kind: "project.created",
    payload: '{"title":"Test"}',
    at: "2026-01-01T00:00:00.000Z",
  };

  /** Logs that people have must verify for ever: this spelling may not change. Computed with Python's hashlib. */
  it("cover an event in a spelling that is fixed", () => {
    const spelled =
      '{"at":"2026-01-01T00:00:00.000Z","author":"ada","clock":1,"device":"laptop","kind":"project.created",' +
      '"payload":"{\\"title\\":\\"Test\\"}","prev":"","seq":1}';
    expect(eventHash(event)).toBe(sha256(spelled));
    expect(eventHash(event)).toBe("ba84ec435424574a6972e86fa46802eac1f7bffcddde7dbf075b0da49b018b10");
    expect(maskHash({ size: [2, 2], counts: "4" })).toBe(
      "5ccf34c6a7d986a615f756ce9ae4f14d9ed320f41c68c1d87d4dc07e4b86e550",
    );
  });

  it.each(Object.keys(event))("change with the event's %s", (key) => {
    const value = event[key as keyof typeof event];
    const other = { ...event, [key]: typeof value === "number" ? value + 1 : `${value} ` };
    expect(eventHash(other)).not.toBe(eventHash(event));
  });
});

describe("statusOf", () => {
  const nothing = { chosenCandidateId: null, mask: null, prompts: { points: [], box: null }, verdict: null };
  const of = (change: Partial<Parameters<typeof statusOf>[0]>) => statusOf({ ...nothing, ...change }, "Which?");

  it("is todo for nothing, started for anything, and the decision once there is one", () => {
    expect(statusOf(null, "Which?")).toBe("todo");
    expect(of({})).toBe("todo");
    expect(of({ chosenCandidateId: "c1" })).toBe("started");
    expect(of({ mask: "m" })).toBe("started");
    expect(of({ prompts: { points: [{ x: 1, y: 1, label: 0 }], box: null } })).toBe("started");
    expect(of({ prompts: { points: [], box: { x0: 0, y0: 0, x1: 1, y1: 1 } } })).toBe("started");
    expect(of({ verdict: { decision: "skipped", comment: "" } })).toBe("skipped");
  });

  it.each(["", "  ", "\n\t\u00a0"])("is needs-question for the question %j, whatever was done", (question) => {
    expect(statusOf(null, question)).toBe("needs-question");
    expect(statusOf({ ...nothing, mask: "m" }, question)).toBe("needs-question");
  });
});
