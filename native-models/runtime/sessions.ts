import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import type { InferenceSession } from "onnxruntime-node";
import { AppError } from "#core/errors";
import {
  type ExecutionProvider,
  type Machine,
  type ProviderHere,
  providersHere,
  providersOf,
  reasonToSkip,
  thisMachine,
} from "./providers.ts";
import { boundedThreads } from "./threads.ts";

/** One provider that was tried or passed over, and why. Same shape as the engine's ProviderAttempt. */
export interface Attempt {
  readonly provider: string;
  readonly ok: boolean;
  readonly reason: string;
}

/** Chooses the provider that all sessions of one model run on. */
export interface Runtime {
  readonly version: string;
  readonly threads: number;
  /** What was tried so far, in order. */
  readonly attempts: readonly Attempt[];
  /** What the platform has, and what of it cannot be had here. */
  readonly table: readonly ProviderHere[];
  /** Null until the first sessions were made. */
  readonly provider: string | null;
  /**
   * Creates the sessions of one model on the first provider that can load all of them and passes `trial`, which is run
   * on every provider but the CPU. Throws `model-missing` if a file is not there, `model-broken` if even the CPU can't
   * load one.
   */
  createSessions(files: readonly string[], trial?: SessionTrial): Promise<InferenceSession[]>;
}

/** Throws if the sessions compute nonsense. */
export type SessionTrial = (sessions: readonly InferenceSession[]) => Promise<void>;

export interface RuntimeSettings {
  /** A provider's name, or `auto`. */
  readonly provider: string;
  /** 0: as many as suit the machine. */
  readonly threads: number;
}

/** Folder of onnxruntime's native library for this platform, or null if the package lies elsewhere. */
function libraryDir(): string | null {
  for (const base of [process.argv[1], path.join(process.cwd(), "index.js")]) {
    if (base === undefined) continue;
    try {
      const entry = createRequire(base).resolve("onnxruntime-node/package.json");
      const dir = path.join(path.dirname(entry), "bin", "napi-v6", process.platform, process.arch);
      if (existsSync(dir)) return dir;
    } catch {
      // Not resolvable from here: the next base may be better.
    }
  }
  return null;
}

/**
 * The providers to try in order: `auto` takes the table, a name takes that provider and then the CPU. A name that the
 * platform doesn't have (settings from another machine) is passed over with a reason.
 */
export function providersToTry(
  choice: string,
  platform: string,
): { readonly rows: readonly ExecutionProvider[]; readonly passedOver: readonly Attempt[] } {
  const table = providersOf(platform);
  if (choice === "auto") return { rows: table, passedOver: [] };
  const cpu = table.filter((row) => row.name === "cpu");
  const chosen = table.find((row) => row.name === choice);
  if (chosen !== undefined) return { rows: chosen.name === "cpu" ? cpu : [chosen, ...cpu], passedOver: [] };
  const names = ["auto", ...table.map((row) => row.name)].join(", ");
  const reason = `not a provider of this platform; choose one of ${names}`;
  return { rows: cpu, passedOver: [{ provider: choice, ok: false, reason }] };
}

/** onnxruntime's native library is loaded here and not with the module, so that whoever only decodes images is spared. */
const loadOnnxRuntime = () => import("onnxruntime-node");
type OnnxRuntime = Awaited<ReturnType<typeof loadOnnxRuntime>>;

/** Prepares the runtime; loads no model. `machine` is this one unless a test says otherwise. */
export async function createRuntime(settings: RuntimeSettings, machineToTry?: Machine): Promise<Runtime> {
  const ort = await loadOnnxRuntime();
  const machine = machineToTry ?? thisMachine(ort.listSupportedBackends(), libraryDir());
  const { rows, passedOver } = providersToTry(settings.provider, machine.platform);
  const open = [...rows];
  const attempts: Attempt[] = [...passedOver];
  const threads = boundedThreads(settings.threads);
  let current: ExecutionProvider["name"] | null = null;

  const pass = (row: ExecutionProvider, reason: string): void => {
    attempts.push({ provider: row.name, ok: false, reason });
    open.shift();
    current = null;
  };

  return {
    version: ort.env.versions.node ?? ort.env.versions.common,
    threads,
    attempts,
    table: providersHere(machine),
    get provider() {
      return current;
    },
    async createSessions(files, trial) {
      const lacking = files.find((file) => !existsSync(file));
      if (lacking !== undefined) throw missingModel(lacking);
      for (let row = open[0]; row !== undefined; row = open[0]) {
        const skip = reasonToSkip(row.name, machine);
        if (skip !== null) {
          pass(row, skip);
          continue;
        }
        try {
          const sessions = await createAll(
            ort,
            files,
            sessionOptions(row.name, threads),
            row.name === "cpu" ? undefined : trial,
          );
          if (current === null)
            attempts.push({ provider: row.name, ok: true, reason: reasonFor(row, settings.provider) });
          current = row.name;
          return sessions;
        } catch (error) {
          // On the CPU there is nothing left to fall back to: the file itself is at fault.
          if (row.name === "cpu") throw error;
          pass(row, firstLine(error));
        }
      }
      throw brokenModel(files.join(", "), new Error("no execution provider is left"));
    },
  };
}

async function createAll(
  ort: OnnxRuntime,
  files: readonly string[],
  options: InferenceSession.SessionOptions,
  trial: SessionTrial | undefined,
): Promise<InferenceSession[]> {
  const sessions: InferenceSession[] = [];
  try {
    for (const file of files) {
      const session = await ort.InferenceSession.create(file, options).catch((error) => {
        throw brokenModel(file, error);
      });
      sessions.push(session);
    }
    await trial?.(sessions);
    return sessions;
  } catch (error) {
    for (const session of sessions) await session.release().catch(() => undefined);
    throw error;
  }
}

function reasonFor(row: ExecutionProvider, choice: string): string {
  return choice === row.name ? "chosen in the settings" : `the first that works here. ${row.note}`;
}

function sessionOptions(provider: string, threads: number): InferenceSession.SessionOptions {
  return {
    executionProviders: provider === "cpu" ? ["cpu"] : [provider, "cpu"],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: "sequential",
    graphOptimizationLevel: "all",
    logSeverityLevel: 3,
  };
}

function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return (text.split("\n")[0] ?? text).slice(0, 300);
}

function missingModel(file: string): AppError {
  return new AppError({
    code: "model-missing",
    message: "A model file is not there.",
    where: file,
    cure: "Run `rea2seg doctor` to see which pack lacks it, then install that pack again.",
  });
}

function brokenModel(file: string, cause: unknown): AppError {
  return new AppError(
    {
      code: "model-broken",
      message: `A model could not be loaded: ${firstLine(cause)}`,
      where: file,
      cure: "Delete the pack's folder in the cache: it is built or installed again at the next start.",
    },
    { cause },
  );
}
