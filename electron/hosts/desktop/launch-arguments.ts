import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { BUNDLE_EXTENSION } from "#electron/bundles";
import { isProject } from "#electron/store";

/** What the executable was started for. */
export type Launch =
  | { readonly kind: "studio"; readonly files: readonly string[] }
  | { readonly kind: "command"; readonly args: readonly string[] };

const STUDIO_FLAGS = ["--web", "--port", "--no-open"];
const COMMAND_FLAGS: ReadonlySet<string> = new Set(["--help", "-h", "--version", "-V"]);

/** What commands take and Chromium does not: before a command's name it is a mistake, which the command line tells. */
export const COMMAND_OPTIONS: ReadonlySet<string> = new Set([
  ..."--attention --backup --bootstrap --box --candidates-of --convention --copy --cot --dataset --dry-run".split(" "),
  ..."--endpoint --endpoint-set --evaluator --format --group-size --image --images --json --kind --limit".split(" "),
  ..."--list --map --mask-style --masks --model --name --no-cot --option --out --pack --point".split(" "),
  ..."--predictions --project --question --questions --reason --reference --rejected --replace --resume".split(" "),
  ..."--scenes --seed --set --size --split --status --strict --threads --top --without".split(" "),
]);

const isCommandOption = (arg: string): boolean => COMMAND_OPTIONS.has(arg.replace(/=.*$/s, ""));

const isStudioFlag = (arg: string): boolean => STUDIO_FLAGS.some((flag) => arg === flag || arg.startsWith(`${flag}=`));

/**
 * `argv` as the process has it. Switches of Chromium (--no-sandbox, --ozone-platform ...) come before the command and are
 * Chromium's business; with a command's name in front it is `rea2seg`, with a file or nothing it is the studio. An option of
 * a command in front of its name is handed to the command line, which refuses it, and is never dropped.
 */
export function readLaunch(argv: readonly string[], isPackaged: boolean): Launch {
  const own = argv.slice(isPackaged ? 1 : 2);
  const isOurs = (arg: string): boolean => isStudioFlag(arg) || COMMAND_FLAGS.has(arg) || isCommandOption(arg);
  const start = own.findIndex((arg) => !arg.startsWith("-") || isOurs(arg));
  const args = start === -1 ? [] : own.slice(start);
  const [first] = args;
  if (first === undefined) return { kind: "studio", files: [] };
  if (isStudioFlag(first)) return { kind: "command", args: ["web", ...args.filter((arg) => arg !== "--web")] };
  if (isCommandOption(first)) return { kind: "command", args };
  const files = filesIn(args);
  return files.length > 0 && opens(first) ? { kind: "studio", files } : { kind: "command", args };
}

/** Bundles and project folders among the arguments of a start in this folder, as absolute paths. */
export function filesIn(args: readonly string[], cwd = process.cwd()): readonly string[] {
  return args.filter((arg) => opens(arg, cwd)).map((arg) => resolve(cwd, asPath(arg)));
}

const asPath = (arg: string): string => (arg.startsWith("file://") ? fileURLToPath(arg) : arg);

function opens(arg: string, cwd = process.cwd()): boolean {
  try {
    const path = asPath(arg);
    return path.toLowerCase().endsWith(BUNDLE_EXTENSION) || (/[\\/]/.test(path) && isProject(resolve(cwd, path)));
  } catch {
    return false;
  }
}
