import { vi } from "vitest";
import { runCli } from "../../../electron/cli/program.ts";

const PATHS = { version: "test", workerFile: "", rendererDir: "", assetsDir: "" };

/** The command in this process: its exit code and what it wrote. */
export async function rea2seg(...args: string[]) {
  const written = { stdout: "", stderr: "" };
  const stream = (name: "stdout" | "stderr") => ({
    write: (text: string) => {
      written[name] += text;
    },
  });
  const code = await runCli(args, PATHS, { stdout: stream("stdout"), stderr: stream("stderr") });
  return { code, ...written };
}

/** Its folders for settings, models and data are below this one until `vi.unstubAllEnvs`. */
export function stubFolders(below: (name: string) => string): void {
  vi.stubEnv("REA2SEG_CONFIG_DIR", below("config"));
  vi.stubEnv("REA2SEG_CACHE_DIR", below("cache"));
  vi.stubEnv("REA2SEG_DATA_DIR", below("data"));
}
