import { readFileSync } from "node:fs";

/** A step of a workflow, as far as the tests look at one. */
export interface Step {
  readonly name: string;
  readonly run: string;
}

export const RELEASE = readFileSync(".github/workflows/release.yml", "utf8");

/** The steps with a script, in their order. Reads our own way of writing YAML and no other. */
export function stepsOf(workflow: string): readonly Step[] {
  const blocks = workflow.split(/^ {6}- /m).slice(1);
  return blocks.flatMap((block) => {
    const lines = block.split("\n");
    const at = lines.findIndex((line) => /^ {8}run: /.test(line));
    if (at === -1) return [];
    const name = /^name: (.*)$/m.exec(block)?.[1] ?? "";
    const first = (lines[at] as string).replace(/^ {8}run: /, "");
    if (first !== "|") return [{ name, run: first.replace(/^'(.*)'$/, "$1") }];
    const rest = lines.slice(at + 1);
    const end = rest.findIndex((line) => line !== "" && !line.startsWith(" ".repeat(10)));
    return [
      {
        name,
        run: rest
          .slice(0, end === -1 ? undefined : end)
          .join("\n")
          .replaceAll(/^ {10}/gm, ""),
      },
    ];
  });
}

export function stepsNamed(name: string): readonly Step[] {
  const found = stepsOf(RELEASE).filter((step) => step.name === name);
  if (found.length === 0) throw new Error(`release.yml has no step "${name}".`);
  return found;
}
