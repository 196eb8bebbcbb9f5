import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { findMinisam, floatValue, parseOnnx, pruneUnreachable, serializeOnnx } from "#native-models/packs";
import {
  boundedThreads,
  createRuntime,
  EXECUTION_PROVIDERS,
  type Machine,
  providersToTry,
  reasonToSkip,
} from "#native-models/runtime";
import { temporaryFolder } from "../../parity/support.ts";

const machine = (facts: { platform?: string; backends?: string[]; files?: string[] }): Machine => ({
  platform: facts.platform ?? "linux",
  arch: "x64",
  backends: (facts.backends ?? ["cpu", "cuda", "webgpu"]).map((name) => ({ name, bundled: true })),
  libraryDir: "/lib/onnx",
  exists: (file) => (facts.files ?? []).includes(file),
  list: (dir) => (facts.files ?? []).filter((file) => path.dirname(file) === dir).map((file) => path.basename(file)),
});

describe("the table", () => {
  test("is frozen and ends with the CPU on every platform", () => {
    expect(Object.isFrozen(EXECUTION_PROVIDERS)).toBe(true);
    for (const rows of Object.values(EXECUTION_PROVIDERS)) {
      expect(Object.isFrozen(rows)).toBe(true);
      expect(rows.at(-1)?.name).toBe("cpu");
      for (const row of rows) expect(row.note.length).toBeGreaterThan(10);
    }
  });

  test("auto takes the platform's rows, a name that provider and then the CPU", () => {
    const names = (choice: string, platform: string) => providersToTry(choice, platform).rows.map((row) => row.name);
    expect(names("auto", "linux")).toEqual(["cuda", "webgpu", "cpu"]);
    expect(names("auto", "win32")).toEqual(["dml", "cuda", "webgpu", "cpu"]);
    expect(names("auto", "darwin")).toEqual(["coreml", "webgpu", "cpu"]);
    expect(names("auto", "plan9")).toEqual(["cpu"]);
    expect(names("webgpu", "linux")).toEqual(["webgpu", "cpu"]);
    expect(names("cpu", "linux")).toEqual(["cpu"]);
  });

  test("a provider of another platform is passed over with the names that there are", () => {
    const { rows, passedOver } = providersToTry("coreml", "linux");
    expect(rows.map((row) => row.name)).toEqual(["cpu"]);
    expect(passedOver).toEqual([
      { provider: "coreml", ok: false, reason: expect.stringContaining("auto, cuda, webgpu, cpu") },
    ]);
  });
});

describe("checks from outside", () => {
  test("CUDA needs a backend, a device and the provider's library", () => {
    const library = "/lib/onnx/libonnxruntime_providers_cuda.so";
    expect(reasonToSkip("cuda", machine({ backends: ["cpu"] }))).toMatch(/no cuda provider/);
    expect(reasonToSkip("cuda", machine({ files: [library] }))).toMatch(/no NVIDIA device/);
    expect(reasonToSkip("cuda", machine({ files: ["/dev/nvidiactl"] }))).toMatch(/no NVIDIA device/);
    expect(reasonToSkip("cuda", machine({ files: ["/dev/nvidia0"] }))).toMatch(/setup:cuda/);
    expect(reasonToSkip("cuda", machine({ files: ["/dev/nvidia0", library] }))).toBeNull();
  });

  test("WebGPU on Linux needs a device and the Vulkan loader", () => {
    const device = "/dev/dri/renderD128";
    expect(reasonToSkip("webgpu", machine({}))).toMatch(/no GPU device/);
    expect(reasonToSkip("webgpu", machine({ files: [device] }))).toMatch(/libvulkan/);
    expect(reasonToSkip("webgpu", machine({ files: [device, "/usr/lib64/libvulkan.so.1"] }))).toBeNull();
    expect(reasonToSkip("webgpu", machine({ platform: "darwin" }))).toBeNull();
  });

  test("the CPU is never passed over", () => {
    expect(reasonToSkip("cpu", machine({ backends: [] }))).toBeNull();
  });
});

describe("threads", () => {
  test.each([
    [0, 1, 1],
    [0, 2, 2],
    [0, 3, 2],
    [0, 16, 15],
    [4, 16, 4],
    [64, 8, 8],
    [-3, 8, 7],
    [1.5, 8, 7],
  ])("asked for %d on %d cores: %d", (asked, cores, threads) => {
    expect(boundedThreads(asked, cores)).toBe(threads);
  });
});

describe("sessions", () => {
  test("a missing file is named", async () => {
    const runtime = await createRuntime({ provider: "auto", threads: 1 }, machine({}));
    await expect(runtime.createSessions(["/nowhere/model.onnx"])).rejects.toMatchObject({
      code: "model-missing",
      where: "/nowhere/model.onnx",
    });
    expect(runtime.provider).toBeNull();
  });

  test("a broken file is the file's fault once the CPU refuses it, and every step before it is recorded", async () => {
    const file = path.join(await temporaryFolder(), "broken.onnx");
    await writeFile(file, "this is no graph");
    const runtime = await createRuntime({ provider: "auto", threads: 1 }, machine({}));
    await expect(runtime.createSessions([file])).rejects.toMatchObject({ code: "model-broken", where: file });
    expect(runtime.attempts.map(({ provider, ok }) => [provider, ok])).toEqual([
      ["cuda", false],
      ["webgpu", false],
    ]);
  });

  // Where CUDA is really installed it would not fail.
  const cudaLibrary = path.join(
    "node_modules/onnxruntime-node/bin/napi-v6/linux",
    process.arch,
    "libonnxruntime_providers_cuda.so",
  );
  const cudaCannotLoad = process.platform === "linux" && !existsSync(cudaLibrary);
  test.runIf(cudaCannotLoad)(
    "a provider that fails when it is tried gives way to the CPU, with its own words as the reason",
    async () => {
      const model = parseOnnx(await readFile(path.join(findMinisam(), "dist", "sam.onnx")), "sam.onnx");
      model.graph.input = model.graph.input.filter((value) => value.name?.startsWith("point_"));
      model.graph.output = [floatValue("/Add_5_output_0", [1, "tokens", 256])];
      pruneUnreachable(model.graph);
      const file = path.join(await temporaryFolder(), "tokens.onnx");
      await writeFile(file, serializeOnnx(model));

      const runtime = await createRuntime(
        { provider: "cuda", threads: 1 },
        { ...machine({ files: ["/dev/nvidia0"] }), libraryDir: null },
      );
      const sessions = await runtime.createSessions([file]);
      expect(sessions[0]?.inputNames).toEqual(["point_coords", "point_labels"]);
      expect(runtime.provider).toBe("cpu");
      expect(runtime.attempts).toEqual([
        { provider: "cuda", ok: false, reason: expect.stringMatching(/.{10}/) },
        { provider: "cpu", ok: true, reason: expect.stringMatching(/.{10}/) },
      ]);
      await sessions[0]?.release();
    },
  );
});
