export { APP_URL, answerAppRequest, isAppUrl } from "./app-protocol.ts";
export { EXTERNAL_HOSTS } from "./guards.ts";
export { type DesktopOptions, startDesktop } from "./start-desktop.ts";
