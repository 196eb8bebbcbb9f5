import type { IncomingMessage } from "node:http";
import { AppError } from "#core/errors";

/** A mask of 100 megapixels is a few hundred kilobytes as RLE; nothing that the studio sends comes near this. */
export const BODY_LIMIT_BYTES = 8 * 1024 * 1024;

/** Reads a request's whole body as text; throws `too-large` as soon as it is known to be so. */
export async function readBody(req: IncomingMessage, limit: number = BODY_LIMIT_BYTES): Promise<string> {
  if (Number(req.headers["content-length"] ?? 0) > limit) throw tooLarge(limit);
  const chunks: Buffer[] = [];
  let bytes = 0;
  const whole = new Promise<void>((resolve, reject) => {
    req.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= limit) chunks.push(chunk);
      else reject(tooLarge(limit));
    });
    req.once("end", resolve);
    req.once("error", reject);
    req.once("close", () => reject(new Error("The client went away before its request was complete.")));
  });
  await whole;
  return Buffer.concat(chunks).toString("utf8");
}

function tooLarge(limit: number): AppError {
  return new AppError({
    code: "too-large",
    message: `The request is larger than ${limit / 1024 / 1024} MB, the most that the studio takes at once.`,
    cure: "Send it in smaller parts, for instance fewer samples at a time.",
  });
}
