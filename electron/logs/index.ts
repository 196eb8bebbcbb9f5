export { keepConsole } from "./console.ts";
export { type LogFile, type LogLevel, openLogFile, withoutSecrets } from "./log-file.ts";
