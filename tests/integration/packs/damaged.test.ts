import { readdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { AppError, toErrorReport } from "#core/errors";
import { type GraphNames, installPack, openPack, readGraphDoor } from "#native-models/packs";
import { type Random, random } from "../../fuzz/random.ts";
import { temporaryFolder } from "../../parity/support.ts";
import { EVALUATOR_FILES, entriesOf, packOf } from "./fixtures.ts";
import { zipOf } from "./zip.ts";

const ROUNDS = Number(process.env.REA2SEG_FUZZ ?? 300);

/** One to four bytes changed, or a piece cut out or doubled. */
function damage(bytes: Buffer, dice: Random): Buffer {
  const at = dice.int(bytes.length);
  const length = 1 + dice.int(40);
  if (dice.chance(0.15)) return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)]);
  if (dice.chance(0.15)) return Buffer.concat([bytes.subarray(0, at + length), bytes.subarray(at)]);
  const changed = Buffer.from(bytes);
  // Headers are where it hurts: half of the changes go into the directory at the end.
  const from = dice.chance(0.5) ? Math.floor(bytes.length / 2) : 0;
  for (let i = 0; i < 1 + dice.int(4); i++) {
    changed[from + dice.int(bytes.length - from)] = dice.chance(0.5) ? dice.int(256) : dice.pick([0, 1, 127, 128, 255]);
  }
  return changed;
}

test("a damaged zip file is refused in words for people, or holds the pack whole; nothing else is written", async () => {
  const root = await temporaryFolder();
  const packsDir = path.join(root, "data", "packs");
  const whole = zipOf(entriesOf({ ...packOf(), LICENSE: "as you like" }, "judge/"));
  const source = path.join(root, "pack.zip");
  let refused = 0;
  for (let round = 0; round < ROUNDS; round++) {
    await writeFile(source, damage(whole, random("zip", round)));
    const report = await installPack(source, { packsDir, replace: true }).catch((error: unknown) => error);
    if (report instanceof Error) {
      refused++;
      expect(toErrorReport(report).code, `round ${round}: ${report.stack}`).toMatch(
        /^(model-(broken|missing)|too-large)$/,
      );
    } else {
      const { dir } = report as { readonly dir: string };
      expect(path.dirname(dir), `round ${round}`).toBe(packsDir);
      await openPack(dir);
    }
    expect((await readdir(packsDir).catch(() => [])).filter((name) => name.startsWith("."))).toEqual([]);
    expect((await readdir(root)).filter((name) => !["data", "pack.zip"].includes(name))).toEqual([]);
  }
  expect(refused).toBeGreaterThan(ROUNDS / 3);
});

test("a damaged graph is read or refused by name, never anything else", async () => {
  const file = path.join(await temporaryFolder(), "graph.onnx");
  const whole = Buffer.from(EVALUATOR_FILES["evaluator.onnx"] as Uint8Array);
  let refused = 0;
  for (let round = 0; round < ROUNDS; round++) {
    await writeFile(file, damage(whole, random("graph", round)));
    const answer = await readGraphDoor(file).catch((error: unknown) => error);
    if (answer instanceof Error) {
      refused++;
      expect(answer, `round ${round}: ${answer.stack}`).toBeInstanceOf(AppError);
      expect(answer).toMatchObject({ code: "model-broken", where: file });
    } else {
      expect((answer as GraphNames).outputNames.length, `round ${round}`).toBeGreaterThan(0);
    }
  }
  expect(refused).toBeGreaterThan(0);
});
