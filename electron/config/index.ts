export { packDirs, packPlaces, type UserDirs, userDirs } from "./dirs.ts";
export { readJsonFile, writeJsonFile } from "./json-file.ts";
export { logsDir } from "./logs-dir.ts";
export { forgetProject, loadRecents, type RecentProject, recentProjectSchema, rememberProject } from "./recents.ts";
export {
  loadSettings,
  type Settings,
  type SettingsPatch,
  saveSettings,
  settingsPatchSchema,
  settingsSchema,
} from "./settings.ts";
