export { runProgram } from "./programs.ts";
export { type ClevrScene, objectMask, readScene } from "./scenes.ts";
