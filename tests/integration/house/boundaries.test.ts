import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

/** A tree with the project's lint configuration and nothing but seeded imports. */
const tree = mkdtempSync(join(tmpdir(), "rea2seg-boundaries-"));

const FORBIDDEN: readonly (readonly [folder: string, module: string])[] = [
  ["core/masks", "#native-models/sam"],
  ["core/masks", "#electron/store"],
  ["core/masks", "#renderer/canvas"],
  ["core/masks", "node:fs"],
  ["core/masks", "react"],
  ["core/masks", "onnxruntime-node"],
  ["core/masks", "../errors/app-error.ts"],
  ["native-models/sam", "#electron/jobs"],
  ["native-models/sam", "#renderer/canvas"],
  ["native-models/sam", "electron"],
  ["native-models/sam", "../packs/manifest.ts"],
  ["electron/api", "#renderer/canvas"],
  ["electron/api", "../store/project-store.ts"],
  ["renderer/canvas", "#native-models/sam"],
  ["renderer/canvas", "#electron/store"],
  ["renderer/canvas", "node:fs"],
  ["renderer/canvas", "electron"],
  ["renderer/canvas", "../tools/point.ts"],
];

const ALLOWED: readonly (readonly [folder: string, module: string])[] = [
  ["core/masks", "#core/errors"],
  ["core/masks", "./rle.ts"],
  ["native-models/sam", "#core/masks"],
  ["native-models/sam", "onnxruntime-node"],
  ["electron/api", "#native-models/runtime"],
  ["electron/api", "node:fs"],
  ["renderer/canvas", "#core/masks"],
  ["renderer/canvas", "#electron/api"],
];

const fileOf = (kind: string, index: number, folder: string): string => `${folder}/${kind}${index}.ts`;

function seed(kind: string, imports: typeof FORBIDDEN): void {
  imports.forEach(([folder, module], index) => {
    const file = join(tree, fileOf(kind, index, folder));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `import type { X } from "${module}";\n\nexport type Y = X;\n`);
  });
}

let caught: ReadonlySet<string>;

beforeAll(() => {
  for (const name of ["biome.json", ".gitignore"]) copyFileSync(name, join(tree, name));
  seed("forbidden", FORBIDDEN);
  seed("allowed", ALLOWED);
  const biome = resolve("node_modules", "@biomejs", "biome", "bin", "biome");
  const run = spawnSync(process.execPath, [biome, "lint", "--reporter=json", "--max-diagnostics=none", "."], {
    cwd: tree,
    encoding: "utf8",
  });
  const { diagnostics } = JSON.parse(run.stdout) as { diagnostics: { category: string; location: { path: string } }[] };
  const violations = diagnostics.filter(({ category }) => category === "lint/style/noRestrictedImports");
  caught = new Set(violations.map(({ location }) => location.path.replaceAll("\\", "/")));
});

afterAll(() => rmSync(tree, { recursive: true, force: true }));

describe("one-way imports", () => {
  it.each(FORBIDDEN.map((pair, index) => [...pair, index] as const))(
    "%s may not import %s",
    (folder, _module, index) => {
      expect([...caught]).toContain(fileOf("forbidden", index, folder));
    },
  );

  it.each(ALLOWED.map((pair, index) => [...pair, index] as const))("%s may import %s", (folder, _module, index) => {
    expect([...caught]).not.toContain(fileOf("allowed", index, folder));
  });
});
