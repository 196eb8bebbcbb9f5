export {
  type Dialog,
  keepPlace,
  openDialog,
  readPlace,
  type ShellState,
  showHome,
  showProject,
  showRefused,
  useShell,
} from "./shell.ts";
