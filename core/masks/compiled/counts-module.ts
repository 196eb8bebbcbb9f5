import { COUNTS_WASM_BASE64 } from "./counts-code.ts";

/** The loops of counts.as.ts and the memory that they work on. */
export interface CompiledCounts {
  readonly text: Uint8Array;
  readonly toggles: Uint32Array;
  /** How many toggles the text of `length` bytes is; -1 for no numbers, -2 for no runs, -3 - n with empty runs among them. */
  unpack(length: number, limit: number): number;
  /** Bytes of the text that `count` toggles are. */
  pack(count: number): number;
}

const TOGGLES_AT = 768 * 1024;
const MAX_TOGGLES = 128 * 1024;

/** Null in a page: its content security policy forbids code that is compiled there, and TypeScript does as well. */
export function compileCounts(): CompiledCounts | null {
  if ("document" in globalThis || "importScripts" in globalThis) return null;
  const code = Uint8Array.from(atob(COUNTS_WASM_BASE64), (character) => character.charCodeAt(0));
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(code));
  const { buffer } = exports.memory as WebAssembly.Memory;
  return {
    text: new Uint8Array(buffer, 0, TOGGLES_AT),
    toggles: new Uint32Array(buffer, TOGGLES_AT, MAX_TOGGLES),
    unpack: exports.unpack as CompiledCounts["unpack"],
    pack: exports.pack as CompiledCounts["pack"],
  };
}
