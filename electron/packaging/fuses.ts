import { type FuseConfig, FuseV1Options, FuseVersion } from "@electron/fuses";

/**
 * What the packaged Electron may not do any more (docs/packaging.md has the table with reasons). Every fuse that this
 * Electron has must be named, so that a new one is decided on and never overlooked.
 */
export const FUSES: FuseConfig = {
  version: FuseVersion.V1,
  strictlyRequireAllFuses: true,
  // The app's executable is no Node for other programs; child processes are utility processes.
  [FuseV1Options.RunAsNode]: false,
  [FuseV1Options.EnableCookieEncryption]: true,
  [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: false,
  [FuseV1Options.EnableNodeCliInspectArguments]: false,
  [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: true,
  [FuseV1Options.OnlyLoadAppFromAsar]: true,
  // One snapshot for all processes: we make none for the browser process.
  [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
  // Pages come through a scheme of our own; file:// has no rights that a website has not.
  [FuseV1Options.GrantFileProtocolExtraPrivileges]: false,
  // Traps out-of-bounds accesses of WebAssembly by signals, as Chromium has it.
  [FuseV1Options.WasmTrapHandlers]: true,
};
