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

/** The floats of an output, checked: a provider that computes nonsense must not pass for a result. */
export function floats(tensor: Tensor | undefined, length: number, name: string): Float32Array {
  const data = tensor?.data;
  const sound = data instanceof Float32Array && data.length === length && Number.isFinite(data[0]);
  if (!sound) {
    throw new AppError({
      code: "model-broken",
      message: `The model's output ${name} is not ${length} finite numbers.`,
      where: name,
      cure: "Choose the execution provider cpu in the settings, and report this with the output of `rea2seg doctor`.",
    });
  }
  return data;
}
