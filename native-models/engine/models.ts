import { toErrorReport } from "#core/errors";
import { installMobileSam, MOBILESAM_VERSION, mobilesamDir, type Pack } from "#native-models/packs";
import { createRuntime, type Runtime } from "#native-models/runtime";
import { loadSam, type Sam } from "#native-models/sam";
import { report } from "./calls.ts";
import type { EngineCallOptions, EngineSettings, PackReport } from "./contract.ts";

export interface LoadedModels {
  readonly pack: Pack;
  readonly sam: Sam;
}

/** The models of a process, loaded when first needed. A load that failed is tried again by the next call. */
export interface Models {
  readonly runtime: Runtime;
  load(options?: EngineCallOptions): Promise<LoadedModels>;
  /** State of the packs after an attempt to load them; never throws. */
  describe(): Promise<readonly PackReport[]>;
  release(): Promise<void>;
}

/** Name of a pack in results: id and version. */
export function packName(pack: Pack): string {
  return `${pack.manifest.id}@${pack.manifest.version}`;
}

export async function createModels(settings: EngineSettings): Promise<Models> {
  const runtime = await createRuntime({ provider: settings.provider, threads: settings.threads });
  let loading: Promise<LoadedModels> | null = null;
  let rebuiltBecause: string | null = null;

  const load = async (options: EngineCallOptions | undefined): Promise<LoadedModels> => {
    const installed = await installMobileSam(settings.cacheDir, {
      onBuild: (reason) => {
        const step = reason === null ? "build the pack mobilesam" : `build the pack mobilesam again: ${reason}`;
        report(options, step, 0, 1);
      },
    });
    rebuiltBecause = installed.rebuiltBecause ?? rebuiltBecause;
    report(options, "load models", 0, 1);
    return { pack: installed.pack, sam: await loadSam(installed.pack, runtime) };
  };

  const models: Models = {
    runtime,
    load(options) {
      loading ??= load(options).catch((error) => {
        loading = null;
        throw error;
      });
      return loading;
    },
    async describe() {
      try {
        const { pack } = await models.load();
        return [reportOfPack(pack, rebuiltBecause)];
      } catch (error) {
        return [reportOfFailure(settings.cacheDir, error)];
      }
    },
    async release() {
      const loaded = await loading?.catch(() => null);
      loading = null;
      await loaded?.sam.release();
    },
  };
  return models;
}

function reportOfPack(pack: Pack, rebuiltBecause: string | null): PackReport {
  const { id, version, title, files } = pack.manifest;
  return {
    id,
    version,
    title,
    dir: pack.dir,
    ok: true,
    problem: rebuiltBecause === null ? null : `It was damaged and has been built again. ${rebuiltBecause}`,
    files: Object.entries(files).map(([path, { sha256, bytes }]) => ({ path, sha256, bytes })),
  };
}

function reportOfFailure(cacheDir: string, error: unknown): PackReport {
  const { message, where, cure } = toErrorReport(error);
  return {
    id: "mobilesam",
    version: MOBILESAM_VERSION,
    title: "MobileSAM",
    dir: mobilesamDir(cacheDir),
    ok: false,
    problem: `${message}${where === undefined ? "" : ` (${where})`} ${cure}`,
    files: [],
  };
}
