import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { errorCodeSchema } from "#core/errors";
import {
  addMethodOptions,
  assertEndpointWanted,
  browserCommand,
  type EndpointOptions,
  EXIT_CODES,
  endpointOfOptions,
  parseBox,
  parsePoint,
  parseSetting,
  parseWhole,
  parseWithout,
  type RequestOptions,
  toRequest,
} from "#electron/cli";
import type { PackManifest } from "#native-models/packs";

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
      unauthorised: 4,
      cancelled: 5,
      internal: 1,
    });
  });
});

describe("toRequest", () => {
  const options: RequestOptions = {
    question: "the cup",
    attention: undefined,
    point: [],
    evaluator: undefined,
    without: [],
    cot: undefined,
    groupSize: 5,
    seed: 7,
    set: {},
    top: undefined,
  };
  const click = { x: 1, y: 2, label: 1 } as const;
  const part = { kind: "onnx", graph: "g.onnx", tokenizer: "t.json" };
  const pack = { id: "whole", version: "1.0.0", segmenter: part, evaluator: part } as unknown as PackManifest;

  it("takes thresholds by name, and refuses others by name", () => {
    const set = parseSetting("amgOrder=attention", parseSetting("seeds=24", {}));
    expect(toRequest({ ...options, set }, null).overrides).toEqual({ seeds: 24, amgOrder: "attention" });
    const asked = (text: string) => () => toRequest({ ...options, set: parseSetting(text, {}) }, null);
    expect(asked("seedz=24")).toThrow('"seedz" is no threshold of the discovery.');
    expect(asked("seeds=many")).toThrow(/^seeds cannot be "many"/);
    expect(asked("seeds=1e9")).toThrow(/^seeds cannot be 1000000000/);
    expect(asked("amgOrder=luck")).toThrow(/^amgOrder cannot be "luck"/);
    expect(asked("seeds")).toThrow('"seeds" is no setting.');
  });

  it("without a pack looks everywhere, or where the clicks are, and ranks by SAM's own estimate", () => {
    expect(toRequest(options, null)).toEqual({
      question: "the cup",
      attention: "grid",
      points: [],
      scribbles: [],
      evaluator: "predicted-iou",
      groupSize: 5,
      cot: null,
      without: [],
      overrides: {},
      seed: 7,
    });
    expect(toRequest({ ...options, point: [click], top: 3 }, null)).toMatchObject({
      attention: "clicks",
      points: [click],
      top: 3,
    });
  });

  it("takes what the pack brings, unless something else was asked for", () => {
    expect(toRequest(options, pack)).toMatchObject({ pack: "whole@1.0.0", attention: "pack", evaluator: "pack" });
    expect(toRequest({ ...options, point: [click] }, pack)).toMatchObject({ attention: "clicks", evaluator: "pack" });
    const other = { ...options, attention: "grid", evaluator: "random", cot: false, groupSize: 3 };
    expect(toRequest(other, pack)).toMatchObject({ attention: "grid", evaluator: "random", cot: false, groupSize: 3 });
  });

  it.each([
    ["an empty question", { question: "  " }],
    ["a question that is too long", { question: "x".repeat(100_001) }],
    ["the grid together with points", { attention: "grid", point: [click] }],
    ["clicks without a positive one", { attention: "clicks", point: [{ ...click, label: 0 }] }],
    ["an unknown attention", { attention: "stars" }],
    ["an unknown evaluator", { evaluator: "luck" }],
  ] as [string, Partial<RequestOptions>][])("refuses %s", (_, change) => {
    expect(() => toRequest({ ...options, ...change }, null)).toThrow(refusal("usage"));
  });
});

describe("parseWithout", () => {
  it("reads a list, each name once", () => {
    expect(parseWithout("amg")).toEqual(["amg"]);
    expect(parseWithout(" semantic , original,semantic")).toEqual(["semantic", "original"]);
  });
  it.each(["", "amg,", "masks", "amg,semantic,original"])("refuses %j as usage", (text) =>
    expect(() => parseWithout(text)).toThrow(refusal("usage")),
  );

  const given = async (...args: string[]) => {
    const command = addMethodOptions(new Command()).exitOverride();
    return (await command.parseAsync(args, { from: "user" })).opts().without;
  };
  it("is given again to leave out more, without a trace in the next command", async () => {
    expect(await given("--without", "amg", "--without", "semantic")).toEqual(["amg", "semantic"]);
    expect(await given("--without", "amg", "--without", "amg")).toEqual(["amg"]);
    expect(await given()).toEqual([]);
    await expect(given("--without", "amg,semantic", "--without", "original")).rejects.toEqual(refusal("usage"));
  });
});

describe("assertEndpointWanted", () => {
  const none = { endpoint: undefined, model: undefined, maskStyle: undefined, endpointSet: {} };
  const cases: [string, Partial<EndpointOptions>][] = [
    ["--endpoint", { endpoint: "http://x/v1", model: "m" }],
    ["--model", { model: "m" }],
    ["--endpoint-set", { endpointSet: { maxSide: 768 } }],
    ["--mask-style", { maskStyle: "crop" }],
  ];
  it.each(cases)("refuses %s by name where no endpoint is asked", (flag, options) => {
    const named = expect.objectContaining({ code: "usage", where: flag, cure: expect.stringContaining(flag) });
    expect(() => assertEndpointWanted({ ...none, ...options }, false, false)).toThrow(named);
    expect(() => assertEndpointWanted({ ...none, ...options }, true, true)).not.toThrow();
  });
  it("refuses a style of masks where the endpoint gives attention alone, and nothing else then", () => {
    expect(() => assertEndpointWanted({ ...none, maskStyle: "crop" }, true, false)).toThrow(refusal("usage"));
    expect(() => assertEndpointWanted({ ...none, endpointSet: { maxSide: 768 } }, true, false)).not.toThrow();
    expect(() => assertEndpointWanted(none, false, false)).not.toThrow();
  });
});

describe("endpointOfOptions", () => {
  const dir = mkdtempSync(join(tmpdir(), "rea2seg-endpoint-"));
  afterAll(() => rmSync(dir, { recursive: true, force: true }));
  const none = { endpoint: undefined, model: undefined, maskStyle: undefined, endpointSet: {} };
  const url = "http://127.0.0.1:8000/v1";
  const configure = (name: string, endpoint: unknown) => {
    const configDir = join(dir, name);
    mkdirSync(configDir);
    writeFileSync(join(configDir, "settings.json"), JSON.stringify({ endpoint }));
    return configDir;
  };

  it("is null unless one was named or configured", () => {
    expect(endpointOfOptions(none, {}, join(dir, "empty"))).toBeNull();
  });

  it("takes the options, and the key from the environment", () => {
    const found = endpointOfOptions({ ...none, endpoint: url, model: "m" }, { REA2SEG_API_KEY: "s3cret" }, dir);
    expect(found).toMatchObject({ endpoint: { url, model: "m", maskStyle: "binary" }, key: "s3cret" });
  });

  it("takes how it is asked by name, and refuses what no endpoint has", () => {
    const asked = (text: string) =>
      endpointOfOptions({ ...none, endpoint: url, model: "m", endpointSet: parseSetting(text, {}) }, {}, dir)?.endpoint;
    expect(asked("maxSide=768")?.maxSide).toBe(768);
    expect(asked("price=0.15,0.6")?.price).toEqual({ input: 0.15, output: 0.6 });
    for (const text of ["maxSide=7", "maxSide=big", "price=free", "price=1,2,3", "url=http://x", "key=s3cret"]) {
      expect(() => asked(text), text).toThrow(refusal("usage"));
    }
  });

  it("takes the settings' values for the settings' address alone", () => {
    const configured = configure("known", { url, model: "kept", concurrency: 7 });
    const style = { ...none, maskStyle: "contour" };
    expect(endpointOfOptions(style, {}, configured)).toMatchObject({
      endpoint: { url, model: "kept", concurrency: 7, maskStyle: "contour" },
      key: null,
    });
    const other = { ...none, endpoint: "http://127.0.0.1:9000/v1", model: "m" };
    expect(endpointOfOptions(other, {}, configured)?.endpoint.concurrency).toBe(2);
    expect(() => endpointOfOptions({ ...other, model: undefined }, {}, configured)).toThrow(refusal("usage"));
  });

  it.each([
    ["an address without a model", { ...none, endpoint: url }],
    ["a model without an address", { ...none, model: "m" }],
    ["what is no address", { ...none, endpoint: "localhost", model: "m" }],
    ["an unknown way to show masks", { ...none, endpoint: url, model: "m", maskStyle: "glow" }],
  ])("refuses %s as usage", (_, options) => {
    expect(() => endpointOfOptions(options, {}, join(dir, "nothing"))).toThrow(refusal("usage"));
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
