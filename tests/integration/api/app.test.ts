import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { apiRouter } from "#electron/api";
import { type TestServices, testServices } from "../../mocks/services.ts";

let test: TestServices;
beforeEach(async () => {
  test = await testServices();
});
afterEach(() => test.dispose());

describe("the app itself", () => {
  it("tells its doctor's report in words, with its own folders", async () => {
    const asked = apiRouter.createCaller({ services: test.services }).app.doctorText();
    (await test.pipeline.next("describe")).fail(new Error("the models are not here"));
    const text = await asked;
    expect(text).toContain("the models are not here");
    expect(text).toMatch(/^Rea2Seg Studio /);
    expect(text).toContain(test.services.dirs.configDir);
    expect(text).toContain(process.versions.node);
  });
});
