import { describe, expect, it } from "vitest";
import { AppError, fromErrorReport, toErrorReport } from "#core/errors";

const systemError = (code: string, path?: string): Error => Object.assign(new Error(`${code}: failed`), { code, path });

describe("error reports", () => {
  it("keep what an AppError says, over a link and back", () => {
    const report = { code: "bad-input", message: "No.", where: "here", cure: "Try this." } as const;
    expect(toErrorReport(fromErrorReport(report))).toEqual(report);
    expect("where" in toErrorReport(new AppError({ code: "conflict", message: "m", cure: "c" }))).toBe(false);
  });

  it.each([
    ["ENOSPC", "disk-full"],
    ["EROFS", "read-only"],
    ["EACCES", "read-only"],
    ["MODULE_NOT_FOUND", "internal"],
  ])("say in words what %s means, and where", (code, expected) => {
    const report = toErrorReport(systemError(code, "/somewhere"));
    expect(report.code).toBe(expected);
    expect(report.message).not.toContain("failed at");
    expect(report.cure).not.toContain("report this");
  });

  it("name the place that the system names", () => {
    expect(toErrorReport(systemError("EROFS", "/disk/x"))).toMatchObject({ where: "/disk/x" });
  });

  it("call an abort cancelled, and ask for a report of what nobody foresaw", () => {
    expect(toErrorReport(new DOMException("stop", "AbortError")).code).toBe("cancelled");
    expect(toErrorReport(new Error("surprise"))).toMatchObject({ code: "internal", message: "surprise" });
    expect(toErrorReport("just a text").message).toBe("just a text");
  });
});
