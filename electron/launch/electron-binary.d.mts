import type { FetchOutcome } from "./choose-host.mjs";

export const SILENCE_LIMIT_MS: number;
export function isElectronInstalled(root: string): boolean;
export function findElectronBinary(root: string, env?: Readonly<Record<string, string | undefined>>): string | null;
export function fetchElectron(options: {
  log: (line: string) => void;
  child?: string;
  silenceMs?: number;
  signal?: AbortSignal;
}): Promise<FetchOutcome>;
export function reasonFrom(stderr: string): string;
