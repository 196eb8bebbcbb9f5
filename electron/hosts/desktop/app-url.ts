/** Where the studio's page lives on the desktop. A scheme of our own gives it an origin that no website can have. */
export const APP_SCHEME = "rea2seg";
export const APP_HOST = "app";
export const APP_URL = `${APP_SCHEME}://${APP_HOST}/`;

/** True for addresses of our own page and its parts, and for nothing that only looks like them. */
export function isAppUrl(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol: scheme, host, username, password } = new URL(url);
  return scheme === `${APP_SCHEME}:` && host === APP_HOST && username === "" && password === "";
}
