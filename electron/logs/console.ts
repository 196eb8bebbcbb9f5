import { format } from "node:util";
import type { LogFile } from "./log-file.ts";

/** Writes what the process says on its console into the log as well; answers the function that ends it. */
export function keepConsole(log: LogFile, target: Pick<Console, "log" | "warn" | "error"> = console): () => void {
  const before = { log: target.log, warn: target.warn, error: target.error };
  const keep =
    (level: "info" | "warn" | "error", say: (...values: unknown[]) => void) =>
    (...values: unknown[]): void => {
      log.write(level, format(...values));
      say.apply(target, values);
    };
  target.log = keep("info", before.log);
  target.warn = keep("warn", before.warn);
  target.error = keep("error", before.error);
  return () => Object.assign(target, before);
}
