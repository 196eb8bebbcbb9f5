import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { APP } from "./facts.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** The app's own note of where it looks for updates; the file is there only if a feed was configured when it was built. */
export const FEED_FILE = "update-feed.json";
/** electron-updater's: without it there is no folder for downloads, and on Windows nobody's signature is asked for. */
export const UPDATER_FILE = "app-update.yml";

/** The address of a generic update feed, from REA2SEG_UPDATE_FEED; null, as usual: the app asks nobody for updates. */
export function readFeed(env: Environment): string | null {
  const feed = env.REA2SEG_UPDATE_FEED;
  if (!feed) return null;
  if (!URL.canParse(feed) || new URL(feed).protocol !== "https:")
    throw new Error(`REA2SEG_UPDATE_FEED is no https address: ${feed}`);
  return feed;
}

/** Both files, beside the archive. They have to be there before the app is signed. */
export function writeUpdateFiles(resources: string, feed: string, publisher: string | null): void {
  writeFileSync(join(resources, FEED_FILE), `${JSON.stringify({ url: feed })}\n`);
  const facts = [
    ["provider", "generic"],
    ["url", feed],
    ["updaterCacheDirName", `${APP.slug}-updater`],
    ...(publisher === null ? [] : [["publisherName", publisher]]),
  ];
  // A string in JSON's quotes is one in YAML's too, whatever is in it.
  writeFileSync(
    join(resources, UPDATER_FILE),
    facts.map(([name, value]) => `${name}: ${JSON.stringify(value)}\n`).join(""),
  );
}

/** With `--from-package` the app was built earlier: files that announce it must not promise what it does not do. */
export function assertSameFeed(resources: string, feed: string | null): void {
  const file = join(resources, FEED_FILE);
  const built = existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as { url: string }).url : null;
  if (built === feed) return;
  throw new Error(
    `The packaged app was built with ${built ?? "no update feed"}, and REA2SEG_UPDATE_FEED is ${feed ?? "not set"}. ` +
      "Package it anew: leave --from-package out.",
  );
}

/** What electron-builder writes for updaters: the newest version with its files, and the blocks of an installer. */
export const isUpdateInfo = (file: string): boolean => /\.(ya?ml|blockmap)$/.test(file);

/**
 * What a release has of electron-builder's folder: the installers, and files for updaters where there is a feed. Those it
 * writes last, and does not name among what it made.
 */
export function releasedOf(installers: readonly string[], output: string, feed: string | null): string[] {
  const own = installers.filter((file) => !isUpdateInfo(file));
  if (feed === null) return own;
  const info = readdirSync(output).filter((name) => isUpdateInfo(name) && !name.startsWith("builder-"));
  return [...own, ...info.sort().map((name) => join(output, name))];
}

/** An earlier version's files for updaters would be published with this one; without a feed none may be. */
export function dropStaleUpdateInfo(releaseDir: string, version: string, feed: string | null): void {
  for (const name of readdirSync(releaseDir).filter(isUpdateInfo)) {
    if (feed === null || (name.endsWith(".yml") && !announces(join(releaseDir, name), version)))
      rmSync(join(releaseDir, name));
  }
}

function announces(file: string, version: string): boolean {
  return /^version: *(.*)$/m.exec(readFileSync(file, "utf8"))?.[1]?.replace(/["']/g, "") === version;
}
