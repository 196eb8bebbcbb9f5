import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

/** As much of electron-updater as we use; a test hands in another. */
export interface Updater {
  autoDownload: boolean;
  autoInstallOnAppQuit: boolean;
  allowPrerelease: boolean;
  logger: unknown;
  setFeedURL(feed: { provider: "generic"; url: string }): void;
  checkForUpdates(): Promise<unknown>;
}

export interface UpdateOptions {
  /** Null: none was configured when the app was built. */
  readonly feed: string | null;
  readonly load: () => Promise<Updater>;
  readonly log: { info(text: string): void; warn(text: string): void; error(text: string): void };
}

export interface Updates {
  /** Whether the app may ask for updates at all. */
  readonly configured: boolean;
  /** Looks now; what is found is downloaded and installed when the app is quit. Does nothing without a feed. */
  check(): Promise<void>;
  stop(): void;
}

const DAY_MS = 24 * 60 * 60 * 1000;

const feedSchema = z.object({ url: z.url({ protocol: /^https$/ }) });

/**
 * The feed that was named when the app was built (docs/packaging.md); null, as usual: nobody is asked. Of Linux' packages
 * the AppImage alone can replace itself, and its runtime says where it lies.
 */
export function readFeed(resourcesPath: string, platform = process.platform, env = process.env): string | null {
  const file = join(resourcesPath, "update-feed.json");
  if ((platform === "linux" && !env.APPIMAGE) || !existsSync(file)) return null;
  const parsed = feedSchema.safeParse(readJson(file));
  return parsed.success ? parsed.data.url : null;
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return null;
  }
}

/**
 * Looks for updates once a day, from the feed alone. Without one the updater is not even loaded, so that nothing can be
 * contacted. A check that fails is noted in the log and tried again the next day.
 */
export function startUpdates({ feed, load, log }: UpdateOptions): Updates {
  if (feed === null) return { configured: false, check: async () => {}, stop: () => {} };
  const check = async (): Promise<void> => {
    try {
      const updater = await load();
      updater.logger = log;
      updater.autoDownload = true;
      updater.autoInstallOnAppQuit = true;
      updater.allowPrerelease = false;
      updater.setFeedURL({ provider: "generic", url: feed });
      await updater.checkForUpdates();
    } catch (thrown) {
      log.warn(`Looking for updates failed: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
    }
  };
  void check();
  const timer = setInterval(() => void check(), DAY_MS);
  timer.unref();
  return { configured: true, check, stop: () => clearInterval(timer) };
}
