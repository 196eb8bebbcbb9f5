import { createReadStream, statSync } from "node:fs";
import { Readable } from "node:stream";
import sharp from "sharp";
import { AppError, toErrorReport } from "#core/errors";
import { intactImage } from "./intact-image.ts";
import type { Services } from "./services.ts";

/** Formats that every Chromium draws as they are, provided that nothing about them needs interpreting. */
const CONTENT_TYPES: Readonly<Record<string, string>> = Object.freeze({
  jpeg: "image/jpeg",
  png: "image/png",
  webp: "image/webp",
});
const LARGEST_THUMBNAIL = 1024;

const answer = (body: BodyInit, type: string, status = 200): Response =>
  new Response(body, {
    status,
    headers: {
      "content-type": type,
      // An image's id is the hash of its bytes, but the file behind it may go away: ask again each time.
      "cache-control": "private, no-cache",
      "x-content-type-options": "nosniff",
    },
  });

/**
 * Answers `/media/image/<projectId>/<imageId>[?width=N]` for both hosts: the picture as the pipeline sees it
 * (upright, 8-bit sRGB), or a JSON error report with a fitting status.
 */
export async function handleMedia(services: Services, url: URL): Promise<Response> {
  try {
    const match = /^\/media\/image\/([0-9a-f]{1,64})\/([0-9a-f]{64})$/.exec(url.pathname);
    if (!match) {
      throw new AppError({ code: "not-found", message: "There is no such picture.", cure: "Reload the page." });
    }
    const store = services.projects.get(match[1] as string);
    const { path } = intactImage(store, match[2] as string);
    return await picture(path, widthOf(url));
  } catch (thrown) {
    const report = toErrorReport(thrown);
    return answer(JSON.stringify(report), "application/json", report.code === "internal" ? 500 : 404);
  }
}

function widthOf(url: URL): number | null {
  const width = Number(url.searchParams.get("width"));
  return Number.isInteger(width) && width > 0 ? Math.min(width, LARGEST_THUMBNAIL) : null;
}

async function picture(file: string, width: number | null): Promise<Response> {
  const { format, orientation, space, depth, hasAlpha } = await sharp(file).metadata();
  // The pipeline looks behind transparency, so the page must not look through it.
  const plain = (orientation ?? 1) <= 1 && (space === "srgb" || space === "b-w") && depth === "uchar" && !hasAlpha;
  const type = CONTENT_TYPES[format ?? ""];
  if (width === null && plain && type) {
    const size = statSync(file).size;
    const response = answer(Readable.toWeb(createReadStream(file)) as ReadableStream, type);
    response.headers.set("content-length", String(size));
    return response;
  }
  const upright = sharp(file).rotate().removeAlpha().toColourspace("srgb");
  if (width !== null) {
    return answer(
      new Uint8Array(await upright.resize({ width, withoutEnlargement: true }).webp({ quality: 80 }).toBuffer()),
      "image/webp",
    );
  }
  return answer(new Uint8Array(await upright.png({ compressionLevel: 1 }).toBuffer()), "image/png");
}
