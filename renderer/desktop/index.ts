export { DesktopFiles } from "./desktop-files.ts";
export { nativeMenu, type OfferedMenu, performChosen } from "./native-menu.ts";
export { useNativeMenu } from "./use-native-menu.ts";
