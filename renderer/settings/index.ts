export { KeysDialog } from "./keys-dialog.tsx";
export { SettingsDialog } from "./settings-dialog.tsx";
export { preferencesOf, type Settings, type SettingsPatch, useChangeSettings, useSettings } from "./use-settings.ts";
