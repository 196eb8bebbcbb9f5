import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { toErrorReport } from "#core/errors";
import { apiRouter } from "#electron/api";
import { type TestServices, testServices } from "../../mocks/services.ts";
import { EVALUATOR, EVALUATOR_FILES, entriesOf, packOf, writeFolder } from "../packs/fixtures.ts";
import { zipOf } from "../packs/zip.ts";

let test: TestServices;
let api: ReturnType<typeof apiRouter.createCaller>;
let packsDir: string;
beforeEach(async () => {
  test = await testServices();
  api = apiRouter.createCaller({ services: test.services });
  packsDir = join(test.services.dirs.dataDir, "packs");
});
afterEach(() => test.dispose());

const reportOf = async (call: Promise<unknown>) => {
  const thrown = await call.then(
    () => new Error("The call should have failed."),
    (error: unknown) => error,
  );
  return toErrorReport((thrown as Error).cause ?? thrown);
};

const folder = () => writeFolder(join(test.root, "judge"), packOf());

describe("packs", () => {
  it("are installed from a folder into the user's own, listed with those of the app, and verified", async () => {
    const { assetsDir } = test.services;
    const builtIn = packOf({}, { id: "geo", sam: "mobilesam" });
    await writeFolder(join(assetsDir, "packs", "geo"), builtIn);
    const report = await api.packs.install({ path: await folder() });
    expect(report).toMatchObject({
      id: "judge",
      outcome: "installed",
      dir: join(packsDir, "judge-1.0.0"),
      warnings: [],
    });
    const packs = await api.packs.list();
    expect(packs.map(({ id, origin, problem }) => [id, origin, problem])).toEqual([
      ["judge", "installed", null],
      ["geo", "built-in", null],
    ]);
    expect(packs[0]?.evaluator).toEqual({ groupSize: 5, cot: false });
    expect((await api.packs.verify({ id: null })).map(({ problem }) => problem)).toEqual([null, null]);
  });

  it("are installed from a zip file; the same version with other bytes needs `replace`", async () => {
    const file = join(test.root, "judge.zip");
    writeFileSync(file, zipOf(entriesOf(packOf())));
    expect((await api.packs.install({ path: file })).outcome).toBe("installed");
    expect((await api.packs.install({ path: file })).outcome).toBe("already installed");
    const other = { ...EVALUATOR_FILES, "tokenizer.json": '{"other":1}' };
    writeFileSync(file, zipOf(entriesOf(packOf(other, { evaluator: EVALUATOR }))));
    expect(await reportOf(api.packs.install({ path: file }))).toMatchObject({ code: "conflict" });
    expect((await api.packs.install({ path: file, replace: true })).outcome).toBe("replaced");
  });

  it("that are wrong are refused by name, and leave nothing", async () => {
    const file = join(test.root, "evil.zip");
    writeFileSync(file, zipOf([...entriesOf(packOf()), { name: "../evil.txt", data: "x" }]));
    expect(await reportOf(api.packs.install({ path: file }))).toMatchObject({
      code: "model-broken",
      where: file,
      message: expect.stringContaining("../evil.txt"),
    });
    expect(await reportOf(api.packs.install({ path: join(test.root, "none") }))).toMatchObject({ code: "not-found" });
    expect(await api.packs.list()).toEqual([]);
  });

  it("that broke afterwards are told in their row", async () => {
    const { dir } = await api.packs.install({ path: await folder() });
    writeFileSync(join(dir, "tokenizer.json"), "[]");
    mkdirSync(join(packsDir, "torn"));
    writeFileSync(join(packsDir, "torn", "pack.json"), "{");
    const [judge, torn] = await api.packs.verify({ id: null });
    expect(judge).toMatchObject({ id: "judge", problem: expect.stringMatching(/tokenizer\.json.*SHA-256/) });
    expect(torn).toMatchObject({ id: null, title: null, problem: expect.stringContaining("JSON") });
    expect((await api.packs.list())[0]).toMatchObject({ id: "judge", problem: null });
    expect(await reportOf(api.packs.verify({ id: "nothing" }))).toMatchObject({ code: "model-missing" });
  });

  it("whose request ends are not installed", async () => {
    const source = await folder();
    const abort = new AbortController();
    abort.abort();
    const caller = apiRouter.createCaller({ services: test.services }, { signal: abort.signal });
    expect(await reportOf(caller.packs.install({ path: source }))).toMatchObject({ code: "cancelled" });
    expect(readdirSync(packsDir)).toEqual([]);
  });
});
