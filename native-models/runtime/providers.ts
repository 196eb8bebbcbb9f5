import { existsSync, readdirSync } from "node:fs";
import path from "node:path";

/** One row of the table of execution providers. */
export interface ExecutionProvider {
  /** What a user chooses and what reports show; also onnxruntime's own name for it. */
  readonly name: "cuda" | "dml" | "coreml" | "webgpu" | "cpu";
  readonly note: string;
}

const cpu: ExecutionProvider = { name: "cpu", note: "Runs everywhere." };
const webgpu = (driver: string): ExecutionProvider => ({
  name: "webgpu",
  note: `Bundled with onnxruntime; ${driver}.`,
});

/** Every platform's providers in the order in which `auto` tries them. The last row always works. */
export const EXECUTION_PROVIDERS: Readonly<Record<"linux" | "win32" | "darwin", readonly ExecutionProvider[]>> =
  Object.freeze({
    linux: Object.freeze([
      { name: "cuda", note: "NVIDIA, CUDA 12; its libraries come with `npm run setup:cuda` (x64 only)." } as const,
      webgpu("needs a GPU device under /dev/dri and libvulkan.so.1"),
      cpu,
    ]),
    win32: Object.freeze([
      { name: "dml", note: "DirectML, any GPU with DirectX 12; bundled with onnxruntime." } as const,
      { name: "cuda", note: "NVIDIA, CUDA 12; onnxruntime-node bundles no CUDA provider on Windows." } as const,
      webgpu("needs DirectX 12"),
      cpu,
    ]),
    darwin: Object.freeze([
      { name: "coreml", note: "Apple's neural engine and GPU; bundled with onnxruntime." } as const,
      webgpu("uses Metal"),
      cpu,
    ]),
  });

/** What the checks below look at; a test passes its own. */
export interface Machine {
  readonly platform: string;
  readonly arch: string;
  /** Names that onnxruntime says it can load, with whether its package carries them. */
  readonly backends: readonly { readonly name: string; readonly bundled: boolean }[];
  /** Folder of onnxruntime's native library, or null where it is not known. */
  readonly libraryDir: string | null;
  exists(file: string): boolean;
  list(dir: string): readonly string[];
}

/** This machine, through the file system. */
export function thisMachine(backends: Machine["backends"], libraryDir: string | null): Machine {
  return {
    platform: process.platform,
    arch: process.arch,
    backends,
    libraryDir,
    exists: (file) => existsSync(file),
    list: (dir) => {
      try {
        return readdirSync(dir);
      } catch {
        return [];
      }
    },
  };
}

/** The table's rows of a platform; an unknown platform has the CPU alone. */
export function providersOf(platform: string): readonly ExecutionProvider[] {
  return platform === "linux" || platform === "win32" || platform === "darwin" ? EXECUTION_PROVIDERS[platform] : [cpu];
}

/**
 * Why a provider need not even be tried here, or null. A native abort while a provider starts would kill the process,
 * so whatever can be seen to be missing from outside is looked at first.
 */
export function reasonToSkip(provider: ExecutionProvider["name"], machine: Machine): string | null {
  if (provider === "cpu") return null;
  const backend = machine.backends.find((entry) => entry.name === provider);
  if (backend === undefined) return `this build of onnxruntime has no ${provider} provider`;
  if (provider === "cuda") return reasonAgainstCuda(machine);
  if (provider === "webgpu" && machine.platform === "linux") return reasonAgainstVulkan(machine);
  return null;
}

/** A row of the table with what this machine says to it. */
export interface ProviderHere extends ExecutionProvider {
  /** Why it cannot be had; null where it can be tried, which only the models' loading proves. */
  readonly reason: string | null;
}

/** The platform's table, looked at from outside: nothing is loaded for it. */
export const providersHere = (machine: Machine): readonly ProviderHere[] =>
  providersOf(machine.platform).map((row) => ({ ...row, reason: reasonToSkip(row.name, machine) }));

function reasonAgainstCuda(machine: Machine): string | null {
  const windows = machine.platform === "win32";
  if (!windows && !machine.list("/dev").some((name) => /^nvidia\d+$/.test(name))) {
    return "no NVIDIA device (/dev/nvidia0) on this machine";
  }
  const library = windows ? "onnxruntime_providers_cuda.dll" : "libonnxruntime_providers_cuda.so";
  if (machine.libraryDir !== null && !machine.exists(path.join(machine.libraryDir, library))) {
    return `${library} is not installed; get it with \`npm run setup:cuda\``;
  }
  return null;
}

const VULKAN_DIRS = [
  "/usr/lib/x86_64-linux-gnu",
  "/usr/lib/aarch64-linux-gnu",
  "/usr/lib64",
  "/usr/lib",
  "/usr/local/lib",
  "/lib64",
  "/run/opengl-driver/lib",
];

function reasonAgainstVulkan(machine: Machine): string | null {
  if (!machine.list("/dev/dri").some((name) => name.startsWith("renderD"))) {
    return "no GPU device (/dev/dri/renderD*) on this machine";
  }
  if (!VULKAN_DIRS.some((dir) => machine.exists(path.join(dir, "libvulkan.so.1")))) {
    return "libvulkan.so.1 is not installed";
  }
  return null;
}
