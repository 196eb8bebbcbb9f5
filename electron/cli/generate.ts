import { SPLITS, type Split } from "#core/scenes";
import { type GenerationReport, generateGeometric, type OutputFormat } from "#electron/generate";
import { usage } from "./arguments.ts";
import { withInterrupt } from "./interrupt.ts";
import type { AppPaths } from "./pipeline-session.ts";
import type { Terminal } from "./terminal.ts";

export interface GenerateOptions {
  readonly scenes: number;
  readonly questions: number;
  readonly seed: number;
  readonly out: string;
  readonly split: string;
  readonly size: readonly [width: number, height: number];
  readonly format: string;
  readonly threads: number;
}

const FORMATS: readonly OutputFormat[] = ["own", "reasonseg", "both"];

/** `rea2seg generate geometric`. */
export async function generate(options: GenerateOptions, paths: AppPaths, terminal: Terminal): Promise<void> {
  const { scenes, questions, seed, out, threads } = options;
  const [width, height] = options.size;
  const split = parseSplit(options.split);
  const format = FORMATS.find((known) => known === options.format);
  if (format === undefined) throw usage(`"${options.format}" is no format.`, "--format", `Use ${FORMATS.join(", ")}.`);
  if (out.trim() === "") throw usage("This folder has no name.", "--out", "Name a folder that is not there yet.");
  const report = await withInterrupt(terminal, (signal) =>
    generateGeometric({
      ...{ split, scenes, questions, seed, width, height, out, format, threads, signal },
      builtFile: paths.workerFile,
      onProgress: ({ done, total, taken }) => {
        const tenth = 10 * Math.floor((10 * done) / total);
        terminal.progress({ step: `rendering ${tenth} %`, done, total, unit: `scenes, ${taken} questions` });
      },
    }),
  );
  const { wanted, made } = report.questions;
  if (made < wanted)
    terminal.note(`These scenes gave ${made} of ${wanted} questions; ask for more scenes to have all.`);
  terminal.answer(report, describeGeneration(report));
}

function parseSplit(text: string): Split {
  const split = SPLITS.find((known) => known === text);
  if (split !== undefined) return split;
  throw usage(`"${text}" is no split.`, "--split", `Use one of ${SPLITS.join(", ")}.`);
}

/** "480x320": pixels. */
export function parseSize(text: string): readonly [width: number, height: number] {
  const [, width, height] = /^(\d{1,5})x(\d{1,5})$/.exec(text.trim()) ?? [];
  const size = [Number(width), Number(height)] as const;
  if (!size.every((side) => side >= 16 && side <= 4096)) {
    const cure = "Write WIDTHxHEIGHT in pixels, each from 16 to 4096: --size 480x320.";
    throw usage(`"${text}" is no size.`, "--size", cure);
  }
  // The camera's angle is that of the width: flatter pictures cut off where the objects stand.
  if (size[0] > 2 * size[1]) {
    const cure = "Make the width at most twice the height: --size 480x320.";
    throw usage(`A picture of ${text} is too flat to show CLEVR's scenes.`, "--size", cure);
  }
  return size;
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? "" : "s"}`;

function describeGeneration({ path, scenes, questions, kinds, rejected, split, seed }: GenerationReport): string {
  const table = (record: Readonly<Record<string, number>>) =>
    Object.entries(record).map(([name, count]) => `    ${String(count).padStart(7)}  ${name}`);
  return [
    `Wrote ${counted(questions.made, "question")} about ${counted(scenes.asked, "scene")} (split ${split}, seed ${seed}) to ${path}`,
    "  by kind",
    ...table(kinds),
    "  proposals that were not taken, by reason",
    ...table(rejected),
  ].join("\n");
}
