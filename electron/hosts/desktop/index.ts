export { answerAppRequest } from "./app-protocol.ts";
export { APP_URL, isAppUrl } from "./app-url.ts";
export { runAsCommand } from "./command-mode.ts";
export { EXTERNAL_HOSTS } from "./guards.ts";
export { lacksDisplay, runHeadless } from "./headless.ts";
export { type Launch, readLaunch } from "./launch-arguments.ts";
export { type DesktopOptions, startDesktop } from "./start-desktop.ts";
