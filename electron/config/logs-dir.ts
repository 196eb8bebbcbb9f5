import { homedir } from "node:os";
import { join } from "node:path";

/** The platform's usual place for logs; REA2SEG_LOGS_DIR names another. */
export function logsDir(
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
  home: string = homedir(),
): string {
  if (env.REA2SEG_LOGS_DIR) return env.REA2SEG_LOGS_DIR;
  if (platform === "win32") return join(env.LOCALAPPDATA || join(home, "AppData", "Local"), "rea2seg", "logs");
  if (platform === "darwin") return join(home, "Library", "Logs", "rea2seg");
  return join(env.XDG_STATE_HOME || join(home, ".local", "state"), "rea2seg", "logs");
}
