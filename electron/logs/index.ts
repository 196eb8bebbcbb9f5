export { keepConsole, withoutSecrets } from "./console.ts";
export { type LogFile, type LogLevel, openLogFile } from "./log-file.ts";
