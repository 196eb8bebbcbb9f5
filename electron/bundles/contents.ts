/** The end of a bundle's name: one project, zipped. */
export const BUNDLE_EXTENSION = ".rea2seg";

/** Beside an unpacked project: which bundle it came from, so that opening that one again finds the work on it. */
export const ORIGIN_FILE = "unpacked-from.json";

/** What a project's folder holds and a bundle does not: holds of other processes, backups, what can be made again. */
const LEFT_OUT = [
  /^backups(\/|$)/,
  /^project\.lock/,
  /^project\.sqlite/,
  /^exports(\/|$)/,
  /^unpacked-from\.json$/,
  /(^|\/)\./,
  /\.(part|tmp|rea2seg)$/i,
];

/**
 * Whether a file of a project's folder (with slashes) travels in its bundle beside the database. Files with names that
 * unpacking would refuse are none of the app's, which names its own by their hash.
 */
export const travels = (path: string): boolean => isSafeEntry(path) && !LEFT_OUT.some((pattern) => pattern.test(path));

/**
 * Names that every system writes as they are, and that stay below their folder. Anything else in a bundle was not made by
 * this app.
 */
export function isSafeEntry(name: string): boolean {
  if (name === "" || name.length > 400 || /[\\:*?"<>|\p{Cc}]/u.test(name) || name.startsWith("/")) return false;
  return name
    .replace(/\/$/, "")
    .split("/")
    .every((part) => part !== "" && !/^\.|[. ]$/.test(part));
}
