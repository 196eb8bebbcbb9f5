import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { errorCodeSchema } from "#core/errors";
import {
  browserCommand,
  EXIT_CODES,
  parseBox,
  parsePoint,
  parseWhole,
  type RunOptions,
  toRequest,
} from "#electron/cli";

const refusal = (code: string) =>
  expect.objectContaining({ code, cure: expect.stringMatching(/\S/), where: expect.any(String) });

describe("parsePoint", () => {
  it.each([
    ["120,80", { x: 120, y: 80, label: 1 }],
    ["120,80,1", { x: 120, y: 80, label: 1 }],
    ["120,80,0", { x: 120, y: 80, label: 0 }],
    [" 1.5 , .25 ", { x: 1.5, y: 0.25, label: 1 }],
    ["-5,10", { x: -5, y: 10, label: 1 }],
  ])("reads %s", (text, point) => expect(parsePoint(text)).toEqual(point));

  it.each(["", "12", "a,b", "NaN,1", "1,Infinity", "1,2,2", "1,2,x", "1,2,0,4", "1,", ",1", "0x10,1", "1e3,2"])(
    "refuses %j as usage",
    (text) => expect(() => parsePoint(text)).toThrow(refusal("usage")),
  );

  it("reads back every point that it is given in decimals", () => {
    const coordinate = fc.integer({ min: -10_000_000, max: 10_000_000 }).map((value) => value / 100);
    fc.assert(
      fc.property(coordinate, coordinate, fc.constantFrom(0, 1), (x, y, label) => {
        expect(parsePoint(`${x},${y},${label}`)).toEqual({ x: x + 0, y: y + 0, label });
      }),
    );
  });
});

describe("parseBox", () => {
  it("reads four numbers", () => expect(parseBox("1,2,30,40")).toEqual({ x0: 1, y0: 2, x1: 30, y1: 40 }));

  it.each(["1,2,3", "1,2,3,4,5", "a,2,3,4", "10,10,5,20", "10,10,20,10"])("refuses %j as usage", (text) =>
    expect(() => parseBox(text)).toThrow(refusal("usage")),
  );
});

describe("parseWhole", () => {
  const parse = parseWhole("--top", 1, 15);
  it("reads both bounds", () => expect([parse("1"), parse("15")]).toEqual([1, 15]));
  it.each(["0", "16", "-1", "1.5", "x", "", "1e1"])("refuses %j as usage", (text) =>
    expect(() => parse(text)).toThrow(refusal("usage")),
  );
});

describe("EXIT_CODES", () => {
  it("has an exit code for every error code, as the help says", () => {
    expect(Object.keys(EXIT_CODES).sort()).toEqual([...errorCodeSchema.options].sort());
    expect(EXIT_CODES).toMatchObject({
      usage: 2,
      "bad-input": 3,
      "image-damaged": 3,
      "model-missing": 4,
      "model-broken": 4,
      cancelled: 5,
      internal: 1,
    });
  });
});

describe("toRequest", () => {
  const options: RunOptions = {
    image: "x.png",
    question: "the cup",
    attention: undefined,
    point: [],
    evaluator: "predicted-iou",
    pack: undefined,
    seed: 7,
    top: undefined,
    out: undefined,
  };
  const click = { x: 1, y: 2, label: 1 } as const;

  it("looks everywhere without clicks and where they are with them", () => {
    expect(toRequest(options)).toEqual({ question: "the cup", attention: "grid", points: [], seed: 7 });
    expect(toRequest({ ...options, point: [click], top: 3 })).toMatchObject({
      attention: "clicks",
      points: [click],
      top: 3,
    });
  });

  it.each([
    ["an empty question", { question: "  " }, "usage"],
    ["a question that is too long", { question: "x".repeat(100_001) }, "usage"],
    ["the grid together with points", { attention: "grid", point: [click] }, "usage"],
    ["clicks without a positive one", { attention: "clicks", point: [{ ...click, label: 0 }] }, "usage"],
    ["an unknown attention", { attention: "stars" }, "usage"],
    ["attention of a pack that is not there", { attention: "pack" }, "model-missing"],
    ["attention of a chat endpoint", { attention: "chat" }, "unsupported"],
    ["an unknown evaluator", { evaluator: "luck" }, "usage"],
    ["the evaluator of a pack that is not there", { evaluator: "pack" }, "model-missing"],
    ["a chat evaluator", { evaluator: "chat" }, "unsupported"],
    ["a random evaluator", { evaluator: "random" }, "unsupported"],
    ["an oracle", { evaluator: "oracle" }, "unsupported"],
    ["a pack that is not there", { pack: "geo-tiny" }, "model-missing"],
  ] as [string, Partial<RunOptions>, string][])("refuses %s", (_, change, code) => {
    expect(() => toRequest({ ...options, ...change })).toThrow(refusal(code));
  });
});

describe("browserCommand", () => {
  const url = "http://127.0.0.1:1/?token=a&b=c";
  it("opens nothing on Linux without a display", () => {
    expect(browserCommand(url, "linux", {})).toBeNull();
    expect(browserCommand(url, "linux", { WAYLAND_DISPLAY: "wayland-0" })).toEqual({
      command: "xdg-open",
      args: [url],
    });
  });
  it("keeps the address whole in Windows' shell", () => {
    expect(browserCommand(url, "win32", {})?.args.at(-1)).toBe("http://127.0.0.1:1/?token=a^&b=c");
  });
});
