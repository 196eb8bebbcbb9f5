export { hasDialog, isCovered, isLeaving } from "./covered.ts";
export {
  type Dialog,
  keepPlace,
  openDialog,
  openSettingsAt,
  readPlace,
  SETTINGS_TABS,
  type SettingsTab,
  type ShellState,
  showHome,
  showProject,
  showRefused,
  useShell,
} from "./shell.ts";
