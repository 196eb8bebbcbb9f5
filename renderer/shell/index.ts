export {
  type Dialog,
  keepPlace,
  openDialog,
  readPlace,
  type ShellState,
  showHome,
  showProject,
  useShell,
} from "./shell.ts";
