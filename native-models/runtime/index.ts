export { imageChanged, imageDamaged, imageMissing, imageTooLarge, MAX_IMAGE_PIXELS } from "./image-errors.ts";
export {
  decodeImage,
  hashFile,
  type ImageFacts,
  probeImage,
  type RgbImage,
  readImageBytes,
  statImage,
} from "./image-file.ts";
export {
  EXECUTION_PROVIDERS,
  type ExecutionProvider,
  type Machine,
  type ProviderHere,
  providersHere,
  providersOf,
  reasonToSkip,
} from "./providers.ts";
export {
  type Attempt,
  createRuntime,
  providersToTry,
  type Runtime,
  type RuntimeSettings,
  type SessionTrial,
} from "./sessions.ts";
export { boundedThreads } from "./threads.ts";
