import { type Session, shell, type WebContents } from "electron";
import { APP_SCHEME, APP_URL } from "./app-url.ts";
import { LOGS_URL } from "./crash-page.ts";

/** The only places on the web that the studio may hand to the user's browser, each with its reason. */
export const EXTERNAL_HOSTS: Readonly<Record<string, string>> = Object.freeze({
  "github.com": "source, releases and bug reports",
  "arxiv.org": "papers that the help refers to",
  "huggingface.co": "checkpoints and datasets that users bring",
});

export function isListedLink(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname, port, username, password } = new URL(url);
  return (
    protocol === "https:" &&
    port === "" &&
    username === "" &&
    password === "" &&
    Object.hasOwn(EXTERNAL_HOSTS, hostname)
  );
}

/** The studio needs no camera, no notification and no device, so every permission is refused. */
export function refusePermissions(session: Session): void {
  session.setPermissionRequestHandler((_contents, _permission, decide) => decide(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
}

/** What stays within the process; everything else would be a way out of this machine. */
const OWN_SCHEMES: ReadonlySet<string> = new Set([`${APP_SCHEME}:`, "blob:", "data:", "devtools:"]);

/** Whatever a page or Chromium itself tries, no request leaves this machine. */
export function refuseNetwork(session: Session): void {
  session.webRequest.onBeforeRequest(({ url }, decide) => {
    decide({ cancel: !URL.canParse(url) || !OWN_SCHEMES.has(new URL(url).protocol) });
  });
}

/** Keeps a page where it is: no other address, no second window, no embedded browser. */
export function guardContents(contents: WebContents, openLogs: () => Promise<void>): void {
  contents.on("will-navigate", (event) => {
    if (event.url === LOGS_URL) void openLogs();
    // A reload of the page itself.
    if (event.url !== APP_URL) event.preventDefault();
  });
  contents.on("will-frame-navigate", (event) => {
    if (!event.isMainFrame) event.preventDefault();
  });
  contents.on("will-redirect", (event) => event.preventDefault());
  contents.on("will-attach-webview", (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    if (isListedLink(url)) void shell.openExternal(url);
    return { action: "deny" };
  });
}
