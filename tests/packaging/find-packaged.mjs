// Prints the executable of the app that `npm run package` or `npm run make` left in out/.
import { existsSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";

const out = resolve(import.meta.dirname, "..", "..", "out");
const dirs = existsSync(out) ? readdirSync(out).filter((name) => name.includes(`-${process.platform}-`)) : [];
const inside = {
  linux: ["rea2seg"],
  darwin: ["Rea2Seg Studio.app", "Contents", "MacOS", "rea2seg"],
  win32: ["rea2seg.exe"],
}[process.platform];
const found = dirs.map((name) => join(out, name, ...inside)).find((file) => existsSync(file));
if (found === undefined) {
  console.error(`out/ holds no packaged app for ${process.platform}. Run \`npm run package\` first.`);
  process.exit(1);
}
console.log(found);
