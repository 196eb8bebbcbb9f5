export { CONTENT_SECURITY_POLICY, SECURITY_HEADERS } from "./csp.ts";
export { logInternalError } from "./log-error.ts";
export { type PortServerOptions, servePort } from "./serve-port.ts";
export { findStaticFile, type StaticFile } from "./static-files.ts";
export { startWebHost, type WebHost, type WebHostOptions } from "./web-host.ts";
