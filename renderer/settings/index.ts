export { NetworkPill } from "./network-pill.tsx";
export { choices, problemOf } from "./run-choices.ts";
export { SettingRow } from "./setting-row.tsx";
export { SettingsDialog } from "./settings-dialog.tsx";
export { SwitchRow } from "./switch-row.tsx";
export { useKeymapSettings } from "./use-keymap-settings.ts";
export { isUsable, usePacks } from "./use-packs.ts";
export { preferencesOf, type Settings, type SettingsPatch, useChangeSettings, useSettings } from "./use-settings.ts";
