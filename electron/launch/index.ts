/** The part of the launchers that the built app and the packaging use too; the launchers themselves run without a build. */
export { atLeast, ELECTRON_TOOLS_NODE } from "./choose-host.mjs";
export { findElectronBinary } from "./electron-binary.mjs";
export { electronVersion, publishedSums, zipName } from "./electron-zip.mjs";
export { has, targetsFor } from "./make-targets.mjs";
