import { APP_URL } from "./app-url.ts";

/** What a window shows whose page has crashed too often: no script, so that nothing in it can crash again. */
export const CRASH_PATH = "/crashed";
export const CRASH_URL = `${APP_URL}${CRASH_PATH.slice(1)}`;
/** A link to it opens the folder with the logs; no page is there. */
export const LOGS_URL = `${APP_URL}open-logs`;

export function crashPage(): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Rea2Seg Studio</title>
<style>
  body { background: #1a1b1e; color: #d5d7dc; font: 16px/1.6 system-ui, sans-serif; display: grid; min-height: 90vh; place-items: center; }
  main { max-width: 34rem; padding: 1rem; }
  h1 { color: #fff; font-size: 1.4rem; }
  a { background: #2b2d33; border: 1px solid #4cc2a8; border-radius: 6px; color: #fff; display: inline-block; margin: .5rem .5rem 0 0; padding: .5rem 1rem; text-decoration: none; }
  a:focus-visible { outline: 3px solid #4cc2a8; outline-offset: 2px; }
</style>
</head>
<body>
<main>
  <h1>The studio's page keeps crashing</h1>
  <p>Nothing is lost: every change is on the disk before the next one is made. The logs say what happened; please add them
  to a bug report.</p>
  <a href="${APP_URL}">Try again</a><a href="${LOGS_URL}">Open the logs</a>
</main>
</body>
</html>
`;
}
