import { appendFileSync, existsSync, mkdirSync, renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";

export interface LogFileOptions {
  readonly dir: string;
  /** A file that has grown so large is set aside before the next line. */
  readonly maxBytes?: number;
  /** How many that were set aside are kept. */
  readonly kept?: number;
}

export interface LogFile {
  readonly dir: string;
  readonly file: string;
  /** Never throws: a full disk must not end the app over its log. */
  write(level: LogLevel, text: string): void;
}

export type LogLevel = "info" | "warn" | "error";

const MAX_BYTES = 2 * 1024 * 1024;
const KEPT = 4;

/** `studio.log`, and the ones before it as `studio.1.log` (the newest) to `studio.4.log`. */
export function openLogFile({ dir, maxBytes = MAX_BYTES, kept = KEPT }: LogFileOptions): LogFile {
  const file = join(dir, "studio.log");
  let bytes = sizeOf(file);
  return {
    dir,
    file,
    write(level, text) {
      const line = `${new Date().toISOString()} ${level.padEnd(5)} ${withoutSecrets(text)}\n`;
      try {
        if (bytes > 0 && bytes + Buffer.byteLength(line) > maxBytes) {
          rotate(dir, kept);
          bytes = 0;
        }
        mkdirSync(dir, { recursive: true });
        // At once and in order: the line before a crash is the one that is wanted.
        appendFileSync(file, line, { mode: 0o600 });
        bytes += Buffer.byteLength(line);
      } catch {
        // There is nobody left to tell.
      }
    },
  };
}

function rotate(dir: string, kept: number): void {
  const aside = (index: number): string => join(dir, index === 0 ? "studio.log" : `studio.${index}.log`);
  rmSync(aside(kept), { force: true });
  for (let index = kept - 1; index >= 0; index--) {
    if (existsSync(aside(index))) renameSync(aside(index), aside(index + 1));
  }
}

function sizeOf(file: string): number {
  try {
    return statSync(file).size;
  } catch {
    return 0;
  }
}

/** What a server or a library may quote of a request, each with what stays of it. */
const SECRETS: readonly (readonly [pattern: RegExp, left: string])[] = [
  [/\b(Bearer|api[-_ ]?key["']?\s*[:=]|api[-_ ]?key provided:)\s*["']?[\w.~+/=*-]{8,}/gi, "$1 (left out)"],
  [/\b(authorization["']?\s*[:=]\s*["']?\w+)\s+[\w.~+/=-]{8,}/gi, "$1 (left out)"],
  // In an address: as a parameter, or before the host.
  [/([?&][\w-]*(?:key|token|secret|signature)=)[^&\s"'#]+/gi, "$1(left out)"],
  [/(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/@"']+@/gi, "$1(left out)@"],
  // As OpenAI, Anthropic, GitHub and Hugging Face write theirs.
  [/\b(?:sk|pk|gh[pousr]|github_pat|hf)[-_][\w-]{16,}/g, "(left out)"],
];

/** Keys of endpoints never reach a message by our own doing; a server's answer may quote one. */
export function withoutSecrets(text: string): string {
  return SECRETS.reduce((left, [pattern, instead]) => left.replace(pattern, instead), text);
}
