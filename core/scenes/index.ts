export { BASE_CAMERA } from "./base-scene.ts";
export { sceneFromClevr } from "./clevr-file.ts";
export { everyObjectShows, RADIUS, type SceneOptions, sampleScene, sampleSplitScene } from "./sampling.ts";
export * from "./scene.ts";
export {
  HELD_OUT_PAIRS,
  holdsHeldOutPairs,
  isHeldOut,
  SPLIT_CAPACITY,
  SPLITS,
  type Split,
  type SplitRules,
  sceneSeed,
  splitRules,
  splitSeeds,
} from "./splits.ts";
