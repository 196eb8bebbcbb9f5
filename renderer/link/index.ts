export { ApiProvider, useApi } from "./api-context.tsx";
export { type Api, connectApi } from "./client.ts";
export { pictureUrl } from "./media.ts";
export { onDesktop } from "./on-desktop.ts";
export { type Connection, connectionOf, isAbort, reportOf } from "./reports.ts";
