import { homedir } from "node:os";
import { join } from "node:path";

export interface UserDirs {
  /** Settings and recent projects: small, worth a backup. */
  readonly configDir: string;
  /** Packs and embeddings: can be deleted at any time. */
  readonly cacheDir: string;
  /** Packs that the user installed, and runs: cannot be made again. */
  readonly dataDir: string;
  /** Where projects are put unless the user names a folder. */
  readonly projectsDir: string;
}

/** Where packs are looked for: the user's own first, then those that came with the app. */
export function packDirs(dirs: Pick<UserDirs, "dataDir">, assetsDir: string): readonly string[] {
  return [join(dirs.dataDir, "packs"), join(assetsDir, "packs")];
}

/** Where packs are found, and which of the folders takes what the user installs. */
export function packPlaces(dirs: Pick<UserDirs, "dataDir" | "cacheDir">, assetsDir: string) {
  const [installedDir, builtInDir] = packDirs(dirs, assetsDir) as [string, string];
  return { packDirs: [installedDir, builtInDir], cacheDir: dirs.cacheDir, installedDir, builtInDir } as const;
}

/** The platform's usual places; REA2SEG_CONFIG_DIR, _CACHE_DIR, _DATA_DIR and _PROJECTS_DIR override them. */
export function userDirs(
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
  home: string = homedir(),
): UserDirs {
  const base = platformDirs(env, platform, home);
  return {
    configDir: env.REA2SEG_CONFIG_DIR || base.configDir,
    cacheDir: env.REA2SEG_CACHE_DIR || base.cacheDir,
    dataDir: env.REA2SEG_DATA_DIR || base.dataDir,
    projectsDir: env.REA2SEG_PROJECTS_DIR || join(home, "Rea2Seg"),
  };
}

function platformDirs(env: NodeJS.ProcessEnv, platform: NodeJS.Platform, home: string) {
  if (platform === "win32") {
    return {
      configDir: join(env.APPDATA || join(home, "AppData", "Roaming"), "rea2seg"),
      cacheDir: join(env.LOCALAPPDATA || join(home, "AppData", "Local"), "rea2seg", "cache"),
      dataDir: join(env.LOCALAPPDATA || join(home, "AppData", "Local"), "rea2seg", "data"),
    };
  }
  if (platform === "darwin") {
    return {
      configDir: join(home, "Library", "Application Support", "rea2seg"),
      cacheDir: join(home, "Library", "Caches", "rea2seg"),
      dataDir: join(home, "Library", "Application Support", "rea2seg", "data"),
    };
  }
  return {
    configDir: join(env.XDG_CONFIG_HOME || join(home, ".config"), "rea2seg"),
    cacheDir: join(env.XDG_CACHE_HOME || join(home, ".cache"), "rea2seg"),
    dataDir: join(env.XDG_DATA_HOME || join(home, ".local", "share"), "rea2seg"),
  };
}
