import * as ort from "onnxruntime-node";
import { expect, test } from "vitest";
import { createGraph } from "../../packs/graph.ts";

test("a graph with attributes of every kind, constants and a dynamic dimension runs", async () => {
  const graph = createGraph("affine");
  const x = graph.input("x", ["n", 2]);
  const product = graph.node("Gemm", [x, graph.floats([2, 2], [1, 2, 3, 4]), ""], { alpha: { float: 0.5 }, transB: 1 });
  const row = graph.node("Reshape", [product, graph.ints([1, 1, -1, 2])]);
  const padded = graph.node("AveragePool", [row], { kernel_shape: [1, 1], auto_pad: "VALID" });
  const [left, right] = graph.nodes("Split", [padded], 2, { axis: 3 });
  graph.output("left", graph.node("Add", [left as string, graph.scalar(100)]), [1, 1, "n", 1]);
  graph.output("right", right as string, [1, 1, "n", 1]);

  const session = await ort.InferenceSession.create(graph.bytes());
  const feeds = { x: new ort.Tensor("float32", Float32Array.of(1, 0, 0, 1, 2, 2), [3, 2]) };
  const answer = await session.run(feeds);
  expect(Array.from(answer.left?.data as Float32Array)).toEqual([100.5, 101, 103]);
  expect(Array.from(answer.right?.data as Float32Array)).toEqual([1.5, 2, 7]);
});

test("whole numbers go in and out, negative ones too", async () => {
  const graph = createGraph("ints");
  const ids = graph.input("ids", [1, "t"], "int64");
  graph.output("sum", graph.node("Add", [ids, graph.ints([-7])]), [1, "t"], "int64");
  const session = await ort.InferenceSession.create(graph.bytes());
  const answer = await session.run({ ids: new ort.Tensor("int64", BigInt64Array.of(1n, 9n), [1, 2]) });
  expect(Array.from(answer.sum?.data as BigInt64Array)).toEqual([-6n, 2n]);
});

test("a constant whose shape and values differ in number is refused", () => {
  expect(() => createGraph("wrong").floats([2, 3], [1, 2])).toThrow("[2, 3] got 2 values");
});
