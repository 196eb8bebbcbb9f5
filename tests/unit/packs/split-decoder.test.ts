import path from "node:path";
import { describe, expect, test } from "vitest";
import { AppError } from "#core/errors";
import { openPack, type Pack, type SamPart } from "#native-models/packs";
import { createRuntime, type Runtime } from "#native-models/runtime";
import { embedPoints, loadSam, promptPoints, samGeometry } from "#native-models/sam";
import { writeTinyPack } from "../../packs/tiny-pack.ts";
import { temporaryFolder } from "../../parity/support.ts";

const image = { width: 64, height: 48, data: Uint8Array.from({ length: 64 * 48 * 3 }, (_, i) => (i * 7) % 256) };

/** A runtime that tells which files it loads and fails for those that `refuse` names. */
async function watchedRuntime(loads: string[], refuse: () => string | null = () => null): Promise<Runtime> {
  const runtime = await createRuntime({ provider: "cpu", threads: 1 });
  return {
    ...runtime,
    async createSessions(files, trial) {
      const names = files.map((file) => path.basename(file));
      const refused = names.find((name) => name === refuse());
      if (refused !== undefined) {
        throw new AppError({ code: "model-broken", message: "No memory.", where: refused, cure: "Close something." });
      }
      loads.push(...names);
      return await runtime.createSessions(files, trial);
    },
  };
}

describe.each(["sam1", "sam2"] as const)("a split decoder of the family %s", (family) => {
  const geometry = samGeometry(family, image.width, image.height);
  const writePack = async (): Promise<Pack> =>
    openPack(await writeTinyPack({ id: "tiny-split", family, split: true }, await temporaryFolder()));

  test("answers what the whole one does, without and with a mask prompt", async () => {
    const pack = await writePack();
    const loads: string[] = [];
    const split = await loadSam(pack, await watchedRuntime(loads));
    expect(loads).toEqual(["encoder.onnx", "prepare.onnx", "prompt.onnx"]);
    const sam = { ...(pack.manifest.sam as SamPart), split: undefined };
    const whole = await loadSam({ ...pack, manifest: { ...pack.manifest, sam } }, await watchedRuntime([]));
    const embedding = await split.encode(image);
    const tokens = embedPoints(promptPoints([{ x: 20, y: 30, label: 1 }], null, geometry), split.constants);
    const first = await split.decode(embedding, tokens, 1);
    expect(Buffer.compare(bytesOf(first), bytesOf(await whole.decode(embedding, tokens, 1)))).toBe(0);
    expect(loads.length).toBe(3);

    const maskPrompt = first.logits(0, 3);
    const refined = await split.decode(embedding, tokens, 1, maskPrompt);
    expect(Buffer.compare(bytesOf(refined), bytesOf(await whole.decode(embedding, tokens, 1, maskPrompt)))).toBe(0);
    expect(Buffer.compare(bytesOf(refined), bytesOf(first))).not.toBe(0);
    expect(loads.slice(3)).toEqual(["decoder.onnx"]);
    await split.release();
    await whole.release();
  });

  test("a whole decoder that can't be loaded costs the prompts with a mask alone, until it can", async () => {
    let refused: string | null = "decoder.onnx";
    const sam = await loadSam(await writePack(), await watchedRuntime([], () => refused));
    const embedding = await sam.encode(image);
    const tokens = embedPoints(promptPoints([{ x: 20, y: 30, label: 1 }], null, geometry), sam.constants);
    const mask = new Float32Array(65_536);
    await expect(sam.decode(embedding, tokens, 1, mask)).rejects.toMatchObject({ code: "model-broken" });
    expect((await sam.decode(embedding, tokens, 1)).batch).toBe(1);
    refused = null;
    expect((await sam.decode(embedding, tokens, 1, mask)).batch).toBe(1);
    await sam.release();
  });
});

function bytesOf(decoded: { logits(prompt: number, mask: number): Float32Array }): Buffer {
  return Buffer.concat([0, 1, 2, 3].map((mask) => Buffer.from(decoded.logits(0, mask).slice().buffer)));
}
