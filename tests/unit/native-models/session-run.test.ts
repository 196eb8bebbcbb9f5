import { Tensor } from "onnxruntime-node";
import { expect, test } from "vitest";
import { AppError } from "#core/errors";
import { floats } from "../../../native-models/sam/session-run.ts";

const FILE = "/packs/mine/decoder.onnx";
const tensor = (...values: number[]) => new Tensor("float32", values, [values.length]);

test("finite numbers of the right count come through as they are", () => {
  const values = tensor(0, -3.5, 3e38, -3e38, 1e-45);
  expect(floats(values, 5, "low_res", FILE)).toBe(values.data);
});

test.each([
  ["NaN first", tensor(Number.NaN, 1, 2)],
  ["NaN last", tensor(0, 1, Number.NaN)],
  ["infinite", tensor(0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY)],
  ["too few", tensor(0, 1)],
  ["whole numbers", new Tensor("int32", [1, 2, 3], [3])],
  ["nothing", undefined],
])("%s: the file is named, the output, and both cures", (_, output) => {
  let thrown: unknown;
  try {
    floats(output, 3, "low_res", FILE);
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toBeInstanceOf(AppError);
  expect(thrown).toMatchObject({
    code: "model-broken",
    where: FILE,
    message: expect.stringMatching(/output low_res has to be 3 finite numbers/),
    cure: expect.stringMatching(/choose cpu\..*install the pack again, or ask who made it/),
  });
});
