import { toErrorReport } from "#core/errors";
import type { EngineProgress } from "#native-models/engine";
import { EXIT_CODES } from "./exit-codes.ts";

/** Where a command writes; tests pass their own. */
export interface Terminal {
  readonly json: boolean;
  /** The answer: `document` with --json, else `text`. Called once a command. */
  answer(document: unknown, text: string): void;
  /** A word to the person, on stderr. */
  note(line: string): void;
  /** Where a line cannot change, each step is written once; with a `unit` it says how far it was then. */
  progress(progress: EngineProgress & { readonly unit?: string }): void;
}

export interface Streams {
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown; readonly isTTY?: boolean };
}

/** C0 and C1 controls but line feed and tab, and the marks that turn text round. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: controls are what is looked for.
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/**
 * Text as a terminal may have it. Servers, packs and datasets have words in it, which must neither move the cursor nor
 * turn text round: such characters are spelt out.
 */
export function visible(text: string): string {
  return text.replace(CONTROLS, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

export function createTerminal(json: boolean, streams: Streams = process): Terminal {
  const { stdout, stderr } = streams;
  let lastStep = "";
  let open = false;
  const closeLine = () => {
    if (open) stderr.write("\r\u001b[K");
    open = false;
  };
  return {
    json,
    answer: (document, text) => {
      closeLine();
      stdout.write(json ? `${JSON.stringify(document)}\n` : `${visible(text)}\n`);
    },
    note: (line) => {
      closeLine();
      stderr.write(`${visible(line)}\n`);
    },
    progress: ({ step: name, done, total, unit }) => {
      const step = visible(name);
      const many = total === 0 ? done : `${done} of ${total}`;
      const far = unit === undefined ? null : `${step}, ${many} ${visible(unit)}`;
      if (stderr.isTTY) {
        stderr.write(`\r\u001b[K${far ?? `${step} ${done}/${total}`}`);
        open = true;
      } else if (step !== lastStep) {
        stderr.write(`${far ?? `${step} ...`}\n`);
      }
      lastStep = step;
    },
  };
}

/** Says what went wrong and answers the exit code. With --json the document `{ error }` is stdout's only content. */
export function tellFailure(thrown: unknown, json: boolean, streams: Streams = process): number {
  const report = toErrorReport(thrown);
  if (json) streams.stdout.write(`${JSON.stringify({ error: report })}\n`);
  const where = report.where === undefined ? "" : `\n  where: ${report.where}`;
  streams.stderr.write(visible(`${report.message}${where}\n  cure:  ${report.cure}\n`));
  if (report.code === "internal" && thrown instanceof Error) streams.stderr.write(visible(`${thrown.stack}\n`));
  return EXIT_CODES[report.code];
}
