import { AppError } from "#core/errors";
import { loadOnnxEvaluator, type OnnxEvaluator } from "#native-models/evaluator";
import { findPack, installMobileSam, MOBILESAM_ID, openPack, type Pack } from "#native-models/packs";
import { createRuntime, type Runtime } from "#native-models/runtime";
import { loadSam, type Sam } from "#native-models/sam";
import { loadOnnxSegmenter, type OnnxSegmenter } from "#native-models/segmenter";
import { report } from "./calls.ts";
import type { EngineCallOptions, EngineSettings, PackReport } from "./contract.ts";
import { reportOfPacks } from "./pack-reports.ts";
import { createSharedLoads } from "./shared-loads.ts";

/** A pack that is ready for use. Its files were hashed before any of its sessions was made. */
export interface LoadedPack {
  readonly pack: Pack;
  /** The pack whose SAM it uses: itself, the one that its manifest names, or mobilesam where it names none. */
  readonly samPack: Pack;
  readonly sam: Sam;
  /** Loaded by the first call. Throws `model-missing` for a pack without one. */
  segmenter(options?: EngineCallOptions): Promise<OnnxSegmenter>;
  evaluator(options?: EngineCallOptions): Promise<OnnxEvaluator>;
}

/**
 * The models of a process, loaded when first needed. Several packs may be loaded at once; two that use the same SAM
 * share it. A load that failed is tried again by the next call.
 */
export interface Models {
  readonly runtime: Runtime;
  /** `name` is a pack's id or id@version, null for mobilesam. */
  load(name: string | null | undefined, options?: EngineCallOptions): Promise<LoadedPack>;
  /** State of every pack of the machine; that of mobilesam after an attempt to load it. Never throws. */
  describe(): Promise<readonly PackReport[]>;
  release(): Promise<void>;
}

/** Name of a pack in results: id and version. */
export function packName(pack: Pack): string {
  return `${pack.manifest.id}@${pack.manifest.version}`;
}

export async function createModels(settings: EngineSettings): Promise<Models> {
  const runtime = await createRuntime({ provider: settings.provider, threads: settings.threads });
  const places = { packDirs: settings.packDirs, cacheDir: settings.cacheDir };
  const packs = createSharedLoads<Pack>();
  const sams = createSharedLoads<Sam>();
  const segmenters = createSharedLoads<OnnxSegmenter>();
  const evaluators = createSharedLoads<OnnxEvaluator>();
  let rebuiltBecause: string | null = null;

  const openMobileSam = async (options: EngineCallOptions | undefined): Promise<Pack> => {
    const installed = await installMobileSam(settings.cacheDir, {
      onBuild: (reason) => {
        const step = reason === null ? "build the pack mobilesam" : `build the pack mobilesam again: ${reason}`;
        report(options, step, 0, 1);
      },
    });
    rebuiltBecause = installed.rebuiltBecause ?? rebuiltBecause;
    return installed.pack;
  };
  const open = async (name: string, options: EngineCallOptions | undefined): Promise<Pack> => {
    if (name === MOBILESAM_ID) return packs.get(name, () => openMobileSam(options));
    // Looked up each time: a version that was installed meanwhile has to be found.
    const { dir } = await findPack(name, places);
    return packs.get(dir, () => openPack(dir));
  };
  const samPackOf = async (pack: Pack, options: EngineCallOptions | undefined): Promise<Pack> => {
    const { sam } = pack.manifest;
    if (typeof sam === "object") return pack;
    const other = await open(sam ?? MOBILESAM_ID, options);
    if (typeof other.manifest.sam === "object") return other;
    throw new AppError({
      code: "model-broken",
      message: `The pack ${packName(pack)} uses the SAM of ${packName(other)}, which has none of its own.`,
      where: pack.dir,
      cure: "Name a pack that carries a SAM, such as mobilesam, under `sam`.",
    });
  };
  const loading = <T>(what: string, options: EngineCallOptions | undefined, load: () => Promise<T>): Promise<T> => {
    report(options, what, 0, 1);
    return load();
  };

  const models: Models = {
    runtime,
    async load(name, options) {
      const pack = await open(name ?? MOBILESAM_ID, options);
      const samPack = await samPackOf(pack, options);
      const sam = await sams.get(samPack.dir, () => loading("load models", options, () => loadSam(samPack, runtime)));
      return {
        pack,
        samPack,
        sam,
        segmenter: (call) =>
          segmenters.get(pack.dir, () => loading("load the segmenter", call, () => loadOnnxSegmenter(pack, runtime))),
        evaluator: (call) =>
          evaluators.get(pack.dir, () => loading("load the evaluator", call, () => loadOnnxEvaluator(pack, runtime))),
      };
    },
    describe: () =>
      reportOfPacks(places, async () => {
        const { pack } = await models.load(null);
        return { pack, rebuiltBecause };
      }),
    async release() {
      const loads = [sams, segmenters, evaluators];
      await packs.drain();
      for (const models of loads) for (const model of await models.drain()) await model.release();
    },
  };
  return models;
}
