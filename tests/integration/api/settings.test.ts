import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { toErrorReport } from "#core/errors";
import { apiRouter } from "#electron/api";
import { loadSettings } from "#electron/config";
import { type TestServices, testServices } from "../../mocks/services.ts";

let test: TestServices;
let api: ReturnType<typeof apiRouter.createCaller>;
beforeEach(async () => {
  test = await testServices();
  api = apiRouter.createCaller({ services: test.services });
});
afterEach(() => test.dispose());

describe("keys and the tour", () => {
  it("are the user's: kept in the settings' file, the same for every host and project", async () => {
    expect((await api.settings.get()).keys).toEqual({ preset: "studio", changed: {} });
    const keys = { preset: "cvat" as const, changed: { "tool-brush": ["N"], skip: [] } };
    await api.settings.set({ keys, tour: "done" });
    await api.settings.set({ theme: "light" });
    expect(loadSettings(test.services.dirs.configDir)).toMatchObject({ keys, tour: "done", theme: "light" });
  });

  it("are refused where they are none", async () => {
    const call = api.settings.set({ keys: { preset: "studio", changed: { accept: ["no key"] } } });
    await expect(call).rejects.toThrow();
    expect((await api.settings.get()).keys.changed).toEqual({});
  });

  it("that cannot be read cost no other setting", () => {
    const { configDir } = test.services.dirs;
    mkdirSync(configDir, { recursive: true });
    const broken = { theme: "light", author: "Ada", keys: { preset: "emacs" }, tour: 3 };
    writeFileSync(join(configDir, "settings.json"), JSON.stringify(broken));
    expect(loadSettings(configDir)).toMatchObject({
      theme: "light",
      author: "Ada",
      keys: { preset: "studio", changed: {} },
      tour: "new",
    });
  });
});

describe("the cache", () => {
  const put = (name: string, bytes: number): string => {
    const file = join(test.services.dirs.cacheDir, name);
    mkdirSync(join(file, ".."), { recursive: true });
    writeFileSync(file, Buffer.alloc(bytes));
    return file;
  };

  it("is empty before anything is there", async () => {
    const { dir, kinds } = await api.cache.get();
    expect(dir).toBe(test.services.dirs.cacheDir);
    expect(kinds.map(({ kind, bytes, entries }) => [kind, bytes, entries])).toEqual([
      ["embeddings", 0, 0],
      ["packs", 0, 0],
      ["chat", 0, 0],
    ]);
  });

  it("is counted by kind, cleared kind by kind, and nothing that is not the app's own is touched", async () => {
    const embedding = put("embeddings/aa-bb.r2e", 100);
    put("packs/mobilesam-1.0.0/pack.json", 20);
    put("packs/mobilesam-1.0.0/decoder/a.onnx", 30);
    put(`chat/${"a".repeat(64)}.json`, 7);
    const foreign = [put("embeddings/holiday.jpg", 5), put("packs/my-pack/pack.json", 5), put("notes.txt", 5)];
    const { kinds } = await api.cache.get();
    expect(kinds.map(({ bytes, entries }) => [bytes, entries])).toEqual([
      [100, 1],
      [50, 1],
      [7, 1],
    ]);
    expect(await api.cache.clear({ kind: "packs" })).toEqual({ bytes: 50 });
    expect(existsSync(embedding)).toBe(true);
    await api.cache.clear({ kind: "embeddings" });
    await api.cache.clear({ kind: "chat" });
    expect((await api.cache.get()).kinds.map(({ bytes }) => bytes)).toEqual([0, 0, 0]);
    expect(foreign.map((file) => existsSync(file))).toEqual([true, true, true]);
  });
});

describe("execution providers", () => {
  const table = [
    { name: "cuda", note: "NVIDIA", reason: "no NVIDIA device (/dev/nvidia0) on this machine" },
    { name: "cpu", note: "Runs everywhere.", reason: null },
  ];
  const report = { table, provider: null, attempts: [], threads: 2 };

  it("are told with the reason where one cannot be had, and no model is loaded for it", async () => {
    const asked = api.compute.providers();
    const call = await test.pipeline.next("providers");
    call.finish(report);
    expect(await asked).toEqual(report);
  });

  it("that are chosen are kept and given to the process of the models; other settings leave it alone", async () => {
    const configure = vi.spyOn(test.pipeline, "configure");
    await api.settings.set({ theme: "light", keys: { preset: "cvat", changed: {} } });
    expect(configure).not.toHaveBeenCalled();
    await api.settings.set({ provider: "cuda" });
    expect(configure).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ provider: "cuda" }));
    expect(loadSettings(test.services.dirs.configDir).provider).toBe("cuda");
  });

  it("are proved by loading the models", async () => {
    const loading = api.compute.load();
    const describing = await test.pipeline.next("describe");
    describing.finish({} as Parameters<typeof describing.finish>[0]);
    const attempts = [{ provider: "cpu", ok: true, reason: "chosen in the settings" }];
    (await test.pipeline.next("providers")).finish({ ...report, provider: "cpu", attempts });
    expect(await loading).toMatchObject({ provider: "cpu", attempts });
  });

  it("that fail are a report with a cure", async () => {
    const loading = api.compute.load();
    (await test.pipeline.next("describe")).fail(new Error("the worker died"));
    const thrown = await loading.catch((error: Error) => error);
    expect(toErrorReport((thrown as Error).cause ?? thrown).cure).not.toBe("");
  });
});
