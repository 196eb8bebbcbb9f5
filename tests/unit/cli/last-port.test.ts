import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { AppError } from "#core/errors";
import { onLastPort } from "../../../electron/cli/last-port.ts";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "rea2seg-port-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

/** A host that gives 4000 to whoever asks for none, and refuses the ports that are taken. */
function starter(taken: readonly number[] = []) {
  const asked: (number | undefined)[] = [];
  const start = async (port: number | undefined) => {
    asked.push(port);
    if (port !== undefined && taken.includes(port)) {
      throw new AppError({ code: "conflict", message: "in use", cure: "another" });
    }
    return { port: port ?? 4000 };
  };
  return { asked, start };
}

describe("the web host's port", () => {
  it("is a free one at first, and the same from then on", async () => {
    expect((await onLastPort(dir, undefined, starter().start)).port).toBe(4000);
    const again = starter();
    await onLastPort(dir, undefined, again.start);
    expect(again.asked).toEqual([4000]);
  });

  it("is another one when somebody else has it now", async () => {
    await onLastPort(dir, undefined, async () => ({ port: 4711 }));
    const { asked, start } = starter([4711]);
    expect((await onLastPort(dir, undefined, start)).port).toBe(4000);
    expect(asked).toEqual([4711, undefined]);
    // Whose tabs wait for that port finds it again once that somebody is gone.
    expect((await onLastPort(dir, undefined, starter().start)).port).toBe(4711);
  });

  it("is the one that was asked for, or none", async () => {
    const { start } = starter([4711]);
    await expect(onLastPort(dir, 4711, start)).rejects.toMatchObject({ code: "conflict" });
    expect((await onLastPort(dir, 5000, start)).port).toBe(5000);
  });

  it("does not need a folder that can be written to", async () => {
    expect((await onLastPort(join(dir, "\0"), 5000, starter().start)).port).toBe(5000);
  });
});
