import { execFile } from "node:child_process";
import { readdir } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { openPack } from "#native-models/packs";
import { temporaryFolder } from "../../parity/support.ts";

const run = promisify(execFile);
const SCRIPT = path.resolve("tests/packs/make.mjs");

test("npm run test-packs writes whole packs of both families below the folder that it is told", async () => {
  const dir = path.join(await temporaryFolder(), "deep", "er");
  const { stdout } = await run(process.execPath, [SCRIPT, dir]);
  const folders = (await readdir(dir)).map((name) => path.join(dir, name));
  expect(stdout.trim().split("\n").sort()).toEqual(folders.sort());
  const packs = await Promise.all(folders.map((folder) => openPack(folder)));
  for (const { manifest, dir: folder } of packs) expect(path.basename(folder)).toBe(manifest.id);
  const families = packs.map(({ manifest: { sam } }) => (typeof sam === "object" ? sam.family : sam));
  expect(families).toEqual(expect.arrayContaining(["sam1", "sam2"]));
});

test("without a folder it says how it is called", async () => {
  await expect(run(process.execPath, [SCRIPT])).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringContaining("usage"),
  });
});
