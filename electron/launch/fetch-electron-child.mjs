/**
 * Runs Electron's own install script and tells the parent how many bytes have arrived.
 * The script downloads through the global `fetch`, so counting there needs none of its insides.
 */
import { createRequire } from "node:module";

const realFetch = globalThis.fetch;

globalThis.fetch = async (...args) => {
  const response = await realFetch(...args).catch((error) => {
    // The script prints no causes, and "fetch failed" alone helps nobody.
    throw new Error(error.cause?.message ?? error.message, { cause: error });
  });
  if (!response.ok || !response.body) return response;
  const total = Number(response.headers.get("content-length")) || null;
  let bytes = 0;
  const counter = new TransformStream({
    transform(chunk, controller) {
      bytes += chunk.byteLength;
      process.send?.({ bytes, total });
      controller.enqueue(chunk);
    },
  });
  const { status, statusText, headers } = response;
  return new Response(response.body.pipeThrough(counter), { status, statusText, headers });
};

createRequire(import.meta.url)("electron/install.js");
