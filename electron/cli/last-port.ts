import { join } from "node:path";
import { z } from "zod";
import { AppError } from "#core/errors";
import { readJsonFile, writeJsonFile } from "#electron/config";

const lastPortSchema = z.object({ port: z.number().int().min(0).max(65_535) }).prefault({ port: 0 });
const fileIn = (configDir: string): string => join(configDir, "web-host.json");

/**
 * Starts on the port of the last time where it is still free: a tab that the last studio left open, perhaps with
 * changes that could not be saved any more, then reaches this one. A port that was asked for is taken as it is. While
 * another studio has the port of the last time it stays the remembered one: that studio's tabs wait for it after a crash.
 */
export async function onLastPort<T extends { readonly port: number }>(
  configDir: string,
  wanted: number | undefined,
  start: (port: number | undefined) => Promise<T>,
): Promise<T> {
  if (wanted === undefined) return await startNearLast(configDir, start);
  return remember(configDir, await start(wanted));
}

function remember<T extends { readonly port: number }>(configDir: string, host: T): T {
  try {
    writeJsonFile(fileIn(configDir), { port: host.port });
  } catch {
    // Only a convenience: a settings folder that can't be written to must not keep the studio from opening.
  }
  return host;
}

async function startNearLast<T extends { readonly port: number }>(
  configDir: string,
  start: (port: number | undefined) => Promise<T>,
): Promise<T> {
  const { port } = readJsonFile(fileIn(configDir), lastPortSchema);
  if (port === 0) return remember(configDir, await start(undefined));
  try {
    return remember(configDir, await start(port));
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.code === "conflict") return start(undefined);
    throw thrown;
  }
}
