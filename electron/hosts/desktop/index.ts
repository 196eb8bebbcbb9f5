export { type DesktopOptions, startDesktop } from "./start-desktop.ts";
