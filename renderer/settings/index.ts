export { KeysDialog } from "./keys-dialog.tsx";
export { NetworkPill } from "./network-pill.tsx";
export { attentions, evaluators, problemOf, reasonings } from "./run-choices.ts";
export { SettingsDialog } from "./settings-dialog.tsx";
export { isUsable, usePacks } from "./use-packs.ts";
export { preferencesOf, type Settings, type SettingsPatch, useChangeSettings, useSettings } from "./use-settings.ts";
