import { readFile } from "node:fs/promises";
import { setImmediate } from "node:timers/promises";
import { fileSize, type ReadContext, readFailure, tooLarge } from "#electron/datasets/reading";
import { PickleMachine } from "./machine.ts";
import { assertTree } from "./tree.ts";
import { PICKLE_LIMITS, type PickleLimits, type PickleValue } from "./value.ts";

/** Opcodes between two looks at the rest of the process. */
const STRIDE = 50_000;

/**
 * Reads a pickle of plain containers, protocols 0 to 5, and runs nothing of it. Sets of protocols 0 to 3, numpy scalars
 * and whatever else a pickle builds by calling a name are refused by that name.
 * Throws `bad-input`, `too-large`, `not-found`.
 */
export async function readPickle(
  file: string,
  context: Pick<ReadContext, "signal" | "progress">,
  limits: PickleLimits = PICKLE_LIMITS,
): Promise<PickleValue> {
  if ((await fileSize(file)) > limits.bytes) throw tooLarge("This pickle", file, limits.bytes);
  let bytes: Buffer;
  try {
    bytes = await readFile(file, { signal: context.signal });
  } catch (thrown) {
    throw readFailure(thrown, file);
  }
  const machine = new PickleMachine(bytes, file, limits);
  for (;;) {
    const result = machine.run(STRIDE);
    context.progress(machine.position, bytes.length, "bytes");
    if (result !== null) {
      assertTree(result.value, limits, file);
      return result.value;
    }
    await setImmediate();
    context.signal.throwIfAborted();
  }
}

/** The same of bytes in memory. */
export function unpickle(bytes: Uint8Array, where: string, limits: PickleLimits = PICKLE_LIMITS): PickleValue {
  if (bytes.length > limits.bytes) throw tooLarge("This pickle", where, limits.bytes);
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const machine = new PickleMachine(buffer, where, limits);
  const result = machine.run(Number.POSITIVE_INFINITY);
  if (result === null) throw new Error("The pickle machine stopped without a result.");
  assertTree(result.value, limits, where);
  return result.value;
}
