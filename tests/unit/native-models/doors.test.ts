import { expect, test, vi } from "vitest";

vi.mock("onnxruntime-node", () => {
  throw new Error("onnxruntime was loaded");
});

test.each(["segmenter", "evaluator", "chat"])(
  "the door of %s, which the main process comes through, loads no onnxruntime",
  async (folder) => {
    const door = await import(`../../../native-models/${folder}/index.ts`);
    expect(Object.keys(door)).not.toHaveLength(0);
  },
);
