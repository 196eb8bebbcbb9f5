import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { layersOf, PRESETS, packManifestSchema } from "#native-models/packs";

const text = readFileSync(join(import.meta.dirname, "../../../docs/packs.md"), "utf8");
const examples = [...text.matchAll(/```json\n([\s\S]*?)```/g)].map(([, json]) =>
  packManifestSchema.parse(JSON.parse(json ?? "")),
);

test("the documented manifests are valid and take the layers of their presets", () => {
  expect(examples.map(({ id, preset }) => [id, preset])).toEqual([
    ["my-llava", "llava-sam1"],
    ["my-qwen", "qwen-sam2"],
  ]);
  for (const { segmenter, preset } of examples) {
    if (segmenter === undefined || preset === undefined) throw new Error("each has both");
    expect(layersOf(segmenter, preset)).toEqual(PRESETS[preset].layers);
  }
});

test("the documented thresholds are those of the presets", () => {
  const { "llava-sam1": llava, "qwen-sam2": qwen } = PRESETS;
  const row = (label: string) => new RegExp(`^\\| ${label} \\| (.*) \\| (.*) \\|$`, "m").exec(text)?.slice(1);
  expect(row("`predIou`")).toEqual([`${llava.discovery.predIou}`, `${qwen.discovery.predIou}`]);
  expect(row("`stability`, `stabilityOffset`")).toEqual(
    [llava, qwen].map(({ discovery }) => `${discovery.stability}, ${discovery.stabilityOffset.toFixed(1)}`),
  );
  const { topTokens, keptTokens, seeds, nmsIou, amgOrder, amgBudget, cosine, tau } = llava.discovery;
  expect(row("`topTokens` -> `keptTokens`, `seeds`")?.[0]).toBe(`${topTokens} -> ${keptTokens}, ${seeds} (ours)`);
  expect(row("`nmsIou`, `amgOrder`, `amgBudget`")?.[0]).toBe(`${nmsIou}, \`${amgOrder}\` (ours), ${amgBudget}`);
  expect(row("`cosine`, `tau`")?.[0]).toBe(`${cosine}, ${tau} (ours)`);
  expect(qwen.discovery).toEqual({
    ...llava.discovery,
    predIou: qwen.discovery.predIou,
    stability: qwen.discovery.stability,
  });
});
