import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { NameClaims, shortNameOfId } from "#electron/datasets/predictions";
import { idOfFileName, pathProblem } from "#electron/datasets/reading";
import { WriteError, writeFailure } from "#electron/datasets/writing";

const HOSTILE = ["../x", "CON", "con .txt", "a/b", "é", "trailing.", "trailing ", ".hidden", "a:b", "x.ignore", "100%"];

describe("a file's name made of an id", () => {
  it("is one part of a path that every system takes, and spells the id", () => {
    for (const id of HOSTILE) {
      const name = shortNameOfId(id);
      expect(pathProblem(name), id).toBeNull();
      expect(name, id).not.toMatch(/[/\\]|[. ]$|^\.|\.ignore$/);
      expect(idOfFileName(name)).toBe(id);
    }
    expect(shortNameOfId("a_1-b.c é")).toBe("a_1-b.c é");
  });

  it("fits into a name also where the id is long, and tells long ids apart", () => {
    const long = "é".repeat(300);
    const name = shortNameOfId(long);
    expect(Buffer.byteLength(name)).toBeLessThanOrEqual(180);
    expect(shortNameOfId(`${long}x`)).not.toBe(name);
    expect(shortNameOfId("/".repeat(300))).toMatch(/^(%2F)+-[0-9a-f]{12}$/);
  });

  it("is safe for any text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", minLength: 1, maxLength: 400 }), (id) => {
        const name = shortNameOfId(id);
        expect(pathProblem(name)).toBeNull();
        expect(name).not.toMatch(/[/\\]|[. ]$|^\./);
        expect(Buffer.byteLength(name)).toBeLessThanOrEqual(180);
      }),
      { seed: 7, numRuns: 200 },
    );
  });
});

describe("names of many ids in one folder", () => {
  it("differ also where a disk does not tell upper from lower case, or é from e with an accent", () => {
    const claims = new NameClaims();
    const ids = ["a", "A", "é", "e\u0301", "a/b", "a%2Fb", "\ud800", "\ud801"];
    const names = ids.map((id) => claims.claim(id));
    expect(new Set(names.map((name) => Buffer.from(name).toString().normalize("NFC").toLowerCase())).size).toBe(
      ids.length,
    );
    expect(names[0]).toBe("a");
    expect(names[1]).toMatch(/^A-[0-9a-f]{12}$/);
  });

  it("are the same on every run, and never run out", () => {
    const names = () => {
      const claims = new NameClaims();
      return [
        claims.claim("1", "same"),
        claims.claim("1", "same"),
        claims.claim("1", "same"),
        claims.claim("2", "same"),
      ];
    };
    expect(new Set(names()).size).toBe(4);
    expect(names()).toEqual(names());
  });
});

describe("a write that failed", () => {
  it("says what people can do about it", () => {
    const failure = (code: string) => writeFailure(Object.assign(new Error(code), { code }), "/out");
    expect(failure("ENOSPC")).toMatchObject({ code: "disk-full", where: "/out" });
    expect(failure("EDQUOT")).toMatchObject({ code: "disk-full" });
    for (const code of ["EACCES", "EPERM", "EROFS"]) expect(failure(code)).toMatchObject({ code: "read-only" });
    expect(failure("ENOENT")).toMatchObject({ code: "not-found" });
    expect(failure("ENOSPC")).toBeInstanceOf(WriteError);
    const bug = new TypeError("bug");
    expect(writeFailure(bug, "/out")).toBe(bug);
  });
});
