import type { InferenceSession, Tensor } from "onnxruntime-node";
import { AppError } from "#core/errors";

/** Runs a session. Throws `model-broken` with onnxruntime's own words; `file` names the model. */
export async function runSession(
  session: InferenceSession,
  feeds: InferenceSession.FeedsType,
  file: string,
): Promise<InferenceSession.ReturnType> {
  try {
    return await session.run(feeds);
  } catch (error) {
    throw new AppError(
      {
        code: "model-broken",
        message: `The model failed while it ran: ${error instanceof Error ? error.message : String(error)}`,
        where: file,
        cure: "Choose the execution provider cpu in the settings; if it fails there too, there may be too little memory.",
      },
      { cause: error },
    );
  }
}

/**
 * The floats of the output `name` of the model in `file`, checked: a provider or a graph that computes nonsense must not
 * pass for a result. Throws `model-broken`.
 */
export function floats(tensor: Tensor | undefined, length: number, name: string, file: string): Float32Array {
  const data = tensor?.data;
  if (data instanceof Float32Array && data.length === length && allFinite(data)) return data;
  const found = data instanceof Float32Array && data.length === length ? "NaN or infinite ones among them" : "others";
  throw new AppError({
    code: "model-broken",
    message: `The model's output ${name} has to be ${length} finite numbers; it holds ${found}.`,
    where: file,
    cure: "If another execution provider than cpu is chosen in the settings, choose cpu. If cpu is, the pack's graph itself is broken: install the pack again, or ask who made it.",
  });
}

/** Anything finite times 0 is 0, all else NaN: one pass without a branch, for outputs have millions of numbers. */
function allFinite(values: Float32Array): boolean {
  let sum = 0;
  for (let index = 0; index < values.length; index++) sum += (values[index] as number) * 0;
  return sum === 0;
}
