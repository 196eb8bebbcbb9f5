import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { afterEach, describe, expect, it, vi } from "vitest";
import { COUNTS_SOURCE_SHA256 } from "../../../core/masks/compiled/counts-code.ts";
import { type CompiledCounts, compileCounts } from "../../../core/masks/compiled/counts-module.ts";
import { packPlainly, unpackPlainly } from "../../../core/masks/counts.ts";
import { randomNumbers } from "./masks-support.ts";

const LIMIT = 2 ** 28;
const encoder = new TextEncoder();
const code = compileCounts() as CompiledCounts;

function unpackBoth(text: string) {
  const bytes = new Uint8Array(3 * text.length + 8);
  encoder.encodeInto(text, bytes);
  bytes[text.length] = 48;
  const plain = new Uint32Array(text.length + 1);
  const count = unpackPlainly(bytes, text.length, plain, 0);
  code.text.set(bytes);
  const compiled = code.unpack(text.length, LIMIT);
  const length = count < 0 ? Math.max(0, -3 - count) : count;
  return {
    plain: { count, toggles: [...plain.subarray(0, length)] },
    compiled: { count: compiled, toggles: [...code.toggles.subarray(0, length)] },
  };
}

describe("the compiled loops", () => {
  afterEach(() => vi.unstubAllGlobals());

  it("are those of the source beside them", () => {
    const source = readFileSync("core/masks/compiled/counts.as.ts");
    expect(createHash("sha256").update(source).digest("hex")).toBe(COUNTS_SOURCE_SHA256);
  });

  it("are left out in a page, where they may not be compiled", () => {
    vi.stubGlobal("document", {});
    expect(compileCounts()).toBeNull();
  });

  it("unpack and pack as the plain ones", () => {
    const random = randomNumbers(7);
    for (let n = 0; n < 300; n++) {
      const toggles = new Uint32Array(1 + Math.floor(random() * 200));
      const scale = 10 ** (random() * 6);
      for (let i = 0; i < toggles.length; i++) toggles[i] = (toggles[i - 1] ?? 0) + Math.floor(random() * scale);
      const bytes = new Uint8Array(6 * toggles.length);
      const size = packPlainly(toggles, 0, toggles.length, bytes);
      code.toggles.set(toggles);
      expect(code.pack(toggles.length)).toBe(size);
      expect([...code.text.subarray(0, size)]).toEqual([...bytes.subarray(0, size)]);
      const { plain, compiled } = unpackBoth(new TextDecoder().decode(bytes.subarray(0, size)));
      expect(compiled).toEqual(plain);
      expect(plain.toggles).toEqual([...toggles]);
    }
  });

  it("refuse what the plain ones refuse", () => {
    const random = randomNumbers(8);
    const counts = new Map<number, number>();
    for (let n = 0; n < 3000; n++) {
      const length = Math.floor(random() * 12);
      const text = String.fromCharCode(
        ...Array.from({ length }, () => 40 + Math.floor(random() * (n % 3 === 0 ? 260 : 72))),
      );
      const { plain, compiled } = unpackBoth(text);
      expect(compiled).toEqual(plain);
      const kind = Math.max(-3, Math.min(0, plain.count));
      counts.set(kind, (counts.get(kind) ?? 0) + 1);
    }
    expect([...counts.keys()].sort()).toEqual([-1, -2, -3, 0]);
  });
});
