/** The part of the launchers that the built app uses too; the launchers themselves run without a build. */
export { atLeast, ELECTRON_TOOLS_NODE } from "./choose-host.mjs";
export { findElectronBinary } from "./electron-binary.mjs";
