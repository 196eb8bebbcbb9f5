export {
  type Dialog,
  keepPlace,
  openDialog,
  openSettingsAt,
  readPlace,
  type ShellState,
  showHome,
  showProject,
  showRefused,
  useShell,
} from "./shell.ts";
