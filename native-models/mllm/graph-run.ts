import * as ort from "onnxruntime-node";
import { AppError } from "#core/errors";

const CURE = "Install the pack again; if that does not help, its maker has to mend the graph.";

/** A graph of a pack that does not do what its manifest promises. */
export function brokenGraph(message: string, file: string, cause?: unknown): AppError {
  return new AppError({ code: "model-broken", message, where: file, cure: CURE }, { cause });
}

/** Runs a graph. Throws `model-broken` with onnxruntime's own words; `file` names the graph. */
export async function runGraph(
  session: ort.InferenceSession,
  feeds: ort.InferenceSession.FeedsType,
  file: string,
): Promise<ort.InferenceSession.ReturnType> {
  try {
    return await session.run(feeds);
  } catch (error) {
    const what = error instanceof Error ? error.message : String(error);
    throw brokenGraph(`The model failed while it ran: ${what}`, file, error);
  }
}

export interface FloatOutput {
  readonly dims: readonly number[];
  readonly values: Float32Array;
}

/** An output of 32-bit floats, not yet looked at. Throws `model-broken` for any other type. */
export function floatOutput(answer: ort.InferenceSession.ReturnType, name: string, file: string): FloatOutput {
  const tensor = answer[name];
  if (!(tensor?.data instanceof Float32Array)) {
    throw brokenGraph(`The output ${name} is not of 32-bit floats but ${tensor?.type ?? "missing"}.`, file);
  }
  return { dims: tensor.dims, values: tensor.data };
}

/** Throws `model-broken` if a value is NaN or infinite: nonsense must not pass for a result. */
export function assertFinite(values: Float32Array, name: string, file: string): void {
  for (const value of values) {
    if (!Number.isFinite(value)) throw brokenGraph(`The output ${name} holds ${value}.`, file);
  }
}

/** Token ids as a graph's input: int64[1, T]. */
export function idsTensor(ids: readonly number[]): ort.Tensor {
  return new ort.Tensor("int64", BigInt64Array.from(ids, BigInt), [1, ids.length]);
}

/** Throws `cancelled` if asked to, after a turn of the event loop: a session's run holds the thread. */
export async function cancelPoint(signal: AbortSignal | undefined): Promise<void> {
  await new Promise<void>((resolve) => setImmediate(resolve));
  if (!signal?.aborted) return;
  throw new AppError({
    code: "cancelled",
    message: "The work was cancelled.",
    cure: "Start it again when you want it.",
  });
}
