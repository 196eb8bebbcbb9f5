import { existsSync } from "node:fs";
import { arch, availableParallelism, cpus, freemem, platform, release, totalmem } from "node:os";
import { toErrorReport } from "#core/errors";
import type { Pipeline } from "#electron/jobs";
import { atLeast, ELECTRON_TOOLS_NODE } from "#electron/launch";
import type { EngineReport } from "#native-models/engine";
import { MOBILESAM_ID } from "#native-models/packs";
import { findBrowser } from "./find-browser.ts";
import { folderSize } from "./folder-size.ts";
import { findElectron, sharpVersions, sqliteVersion } from "./libraries.ts";
import type { DoctorProblem, DoctorReport } from "./report.ts";

export interface DoctorOptions {
  readonly pipeline: Pipeline;
  readonly cacheDir: string;
  readonly configDir: string;
}

/** Looks at every part by itself; one that is missing becomes a problem with its cure and stops no other. */
export async function collectDoctor({ pipeline, cacheDir, configDir }: DoctorOptions): Promise<DoctorReport> {
  const problems: DoctorProblem[] = [];
  const attempt = async <T>(part: string, cure: string | null, look: () => T | Promise<T>): Promise<T | null> => {
    try {
      return await look();
    } catch (thrown) {
      const report = toErrorReport(thrown);
      const message = report.where ? `${report.message} (${report.where})` : report.message;
      problems.push({ part, message, cure: cure ?? report.cure });
      return null;
    }
  };
  const reinstall = "Run `npm ci` again on this machine: its native part is missing or was built for another one.";
  const engine = await attempt("models", null, () => pipeline.request("describe", {}));
  const sqlite = await attempt("sqlite", reinstall, sqliteVersion);
  const sharp = await attempt("sharp", reinstall, sharpVersions);
  const electron = await attempt("electron", reinstall, findElectron);
  const bytes = await attempt("cache", "Make the folder readable for you, or set REA2SEG_CACHE_DIR.", () =>
    folderSize(cacheDir),
  );
  const hosts = {
    display: hasDisplay(),
    electronBinary: electron?.binary ?? null,
    browser: findBrowser({ platform: platform(), env: process.env, exists: existsSync }),
  };
  problems.push(...packProblems(engine), ...hostProblems(hosts));
  return {
    versions: {
      app: process.env.REA2SEG_VERSION ?? "development",
      node: process.versions.node,
      electron: electron?.version ?? null,
      onnxruntime: engine?.onnxruntime ?? null,
      sqlite,
      sharp: sharp?.sharp ?? null,
      libvips: sharp?.libvips ?? null,
    },
    machine: describeMachine(),
    models: engine && describeModels(engine),
    caches: { dir: cacheDir, bytes, embeddings: engine && { ...engine.embeddingCache } },
    configDir,
    hosts,
    worker: { ...pipeline.status() },
    problems,
  };
}

function describeMachine(): DoctorReport["machine"] {
  return {
    platform: platform(),
    arch: arch(),
    release: release(),
    cpu: cpus()[0]?.model.trim() ?? "unknown",
    cores: availableParallelism(),
    memory: totalmem(),
    freeMemory: freemem(),
  };
}

function describeModels(engine: EngineReport): NonNullable<DoctorReport["models"]> {
  return {
    provider: engine.provider,
    threads: engine.threads,
    attempts: engine.attempts.map((attempt) => ({ ...attempt })),
    packs: engine.packs.map((pack) => ({ ...pack, files: pack.files.map((file) => ({ ...file })) })),
  };
}

function packProblems(engine: EngineReport | null): readonly DoctorProblem[] {
  const broken = engine?.packs.filter((pack) => !pack.ok) ?? [];
  return broken.map((pack) => ({
    part: `pack ${pack.id}`,
    message: pack.problem ?? "It is broken.",
    cure:
      pack.id === MOBILESAM_ID
        ? `Delete ${pack.dir}: the app builds it again at the next use.`
        : `Install it again, or, where it came with the app, put back ${pack.dir} from a fresh copy of the app.`,
  }));
}

function hostProblems(hosts: DoctorReport["hosts"]): readonly DoctorProblem[] {
  const problems: DoctorProblem[] = [];
  if (hosts.electronBinary === null) {
    const old = !atLeast(process.versions.node, ELECTRON_TOOLS_NODE);
    problems.push({
      part: "electron",
      message: "Electron's binary is not here; the studio opens as a web host.",
      cure: old
        ? `Use Node ${ELECTRON_TOOLS_NODE} or later, with which \`npm start\` fetches it.`
        : "`npm start` fetches it where there is a display and a connection; the web host can do the same work.",
    });
  }
  if (hosts.electronBinary === null && hosts.browser === null) {
    problems.push({
      part: "browser",
      message: "No browser was found in the usual places.",
      cure: "Install Chromium, Chrome, Edge or Firefox, or open the printed address in any browser of this machine.",
    });
  }
  return problems;
}

function hasDisplay(): boolean {
  return platform() !== "linux" || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
}
