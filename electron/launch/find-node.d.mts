export const FORGE_NODE: string;
export const FETCHED_NODE: string;

export interface FoundNode {
  readonly file: string;
  readonly version: string;
  readonly source: "this" | "machine" | "cache" | "registry";
}

export function findNode(options: {
  readonly log: (line: string) => void;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly current?: { readonly version: string; readonly file: string };
  readonly candidates?: readonly string[];
  /** Brings a Node into the folder; answers what went wrong, or null. */
  readonly fetch?: (dir: string) => string | null;
}): FoundNode;
export function cacheDir(
  env?: Readonly<Record<string, string | undefined>>,
  platform?: NodeJS.Platform,
  home?: string,
): string;
export function nodesOf(env: Readonly<Record<string, string | undefined>>, home?: string): string[];
export function reasonOfNpm(stderr: string): string | null;
