import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach } from "vitest";
import { emptySampleState, type SampleState } from "#core/samples";
import { createProject, type Identity, type ImageProbe, openProject, type ProjectStore } from "#electron/store";
import { HEIGHT, rowMask, WIDTH } from "./masks.ts";

export { candidate, runResult } from "./results.ts";
export { HEIGHT, rowMask, WIDTH };

export const ada: Identity = { author: "ada", device: "laptop" };
export const bob: Identity = { author: "bob", device: "desk" };

const clean: (() => void)[] = [];
afterEach(() => {
  for (const undo of clean.splice(0).reverse()) undo();
});

/** Runs at the end of the test, last given first. */
export function later(undo: () => void): void {
  clean.push(undo);
}

/** Windows keeps a closed database's files in use until the driver's statements are garbage collected. */
function removeFolder(dir: string): void {
  try {
    rmSync(dir, { recursive: true, force: true });
  } catch (thrown) {
    if (process.platform !== "win32") throw thrown;
  }
}

export function scratchFolder(): string {
  const dir = mkdtempSync(join(tmpdir(), "rea2seg-store-"));
  later(() => removeFolder(dir));
  return dir;
}

/** Takes a file's bytes for an image of 16 x 12 pixels; the store never decodes. */
export const probe: ImageProbe = async (path) => {
  const bytes = readFileSync(path);
  const id = createHash("sha256").update(bytes).digest("hex");
  return { id, width: WIDTH, height: HEIGHT, bytes: bytes.length, format: "png", mtimeMs: statSync(path).mtimeMs };
};

export function writeImage(dir: string, name: string, content = name): string {
  const file = join(dir, name);
  writeFileSync(file, `image ${content}`);
  return file;
}

export function stateWith(change: Partial<SampleState>): SampleState {
  return { ...emptySampleState, ...change };
}

/** A project with samples s1 .. sN, each on an image of its own; closed after the test. */
export async function projectWith(samples: number): Promise<{ dir: string; store: ProjectStore; images: string[] }> {
  const root = scratchFolder();
  const dir = join(root, "project");
  const store = createProject(dir, "Test", ada);
  later(() => store.close());
  const images = Array.from({ length: samples }, (_, i) => writeImage(root, `${i + 1}.png`));
  await store.addSamples(
    images.map((imagePath, i) => ({ imagePath, question: `Question ${i + 1}?`, id: `s${i + 1}` })),
    { copy: false, probe },
  );
  return { dir, store, images };
}

export function reopen(dir: string, store: ProjectStore, identity = ada): ProjectStore {
  store.close();
  const again = openProject(dir, identity);
  later(() => again.close());
  return again;
}
