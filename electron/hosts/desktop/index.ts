export { answerAppRequest } from "./app-protocol.ts";
export { APP_URL, isAppUrl } from "./app-url.ts";
export { lacksDisplay, runAsCommand, runHeadless } from "./command-mode.ts";
export { EXTERNAL_HOSTS } from "./guards.ts";
export { type Launch, readLaunch } from "./launch-arguments.ts";
export { type DesktopOptions, startDesktop } from "./start-desktop.ts";
