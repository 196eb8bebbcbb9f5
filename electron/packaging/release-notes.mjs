// Prints what CHANGELOG.md says of one version, for the release's page: node electron/packaging/release-notes.mjs 1.0.0
import { readFileSync } from "node:fs";

const [version = "", file = "CHANGELOG.md"] = process.argv.slice(2);
const lines = readFileSync(file, "utf8").split("\n");
/** "## 1.0.0 (2026-12-01)", "## [1.0.0] - 2026-12-01", "## v1.0.0"; not "## 1.0.0-beta.1" for 1.0.0. */
const versionOf = (line) => /^## \[?v?(\d[^\s\]]*)/.exec(line)?.[1] ?? null;

const start = lines.findIndex((line) => versionOf(line) === version);
const after = lines.slice(start + 1);
const end = after.findIndex((line) => line.startsWith("## "));
const notes = after
  .slice(0, end === -1 ? undefined : end)
  .join("\n")
  .trim();
if (start === -1 || notes === "") {
  const lack = start === -1 ? `no heading "## ${version} (date)"` : `nothing below the heading of ${version}`;
  console.error(`${file} has ${lack}: put it in place of "## Unreleased" and commit it before the tag.`);
  process.exitCode = 1;
} else {
  console.log(notes);
}
