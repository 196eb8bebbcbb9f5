import { describe, expect, it, vi } from "vitest";
import { rleArea } from "#core/masks";
import { neighbourOf } from "#renderer/session";
import { boxMask, candidate, FakeApi } from "./fake-client.ts";
import { setUp } from "./session-setup.ts";

describe("runs", () => {
  it("starts one by itself where there are no candidates, shows its end and keeps what the person did", async () => {
    const fake = new FakeApi(2, []);
    const { session, state, sample, saved } = setUp({ fake, autoDiscover: true });
    await session.start();
    expect(state().discoverSoon).toBe(true);
    await vi.waitFor(() => expect(fake.jobs).toHaveLength(1));
    session.addPoint({ x: 1, y: 1, label: 1 });
    await vi.waitFor(() => expect(sample().draft).toBeNull());
    await saved();
    const detail = { ...fake.held("s0").detail, candidates: [candidate(1)] };
    const [job] = fake.jobs;
    if (!job) throw new Error("No job.");
    fake.publish({ ...job, state: "done", sample: detail });
    expect(sample().detail.candidates).toHaveLength(1);
    expect(rleArea(sample().state.mask ?? boxMask(0, 0, 1, 1))).toBe(2);
  });

  it("asks as the settings say, but sends nothing to an endpoint unless somebody started it", async () => {
    const fake = new FakeApi(2, []);
    const run = {
      pack: "tiny",
      attention: "chat",
      evaluator: "chat",
      groupSize: 3,
      cot: true,
      automatic: false,
    } as const;
    const { session } = setUp({ fake, autoDiscover: true, run });
    await session.start();
    await vi.waitFor(() => expect(fake.requests).toHaveLength(1));
    const alone = { attention: "grid", points: [], evaluator: "predicted-iou", groupSize: 3, cot: null, pack: "tiny" };
    expect(fake.requests[0]).toEqual(alone);
    await session.discover("settings");
    expect(fake.requests[1]).toEqual({ ...alone, attention: "chat", evaluator: "chat", cot: true });
    session.addPoint({ x: 1, y: 1, label: 1 });
    await session.discover("clicks");
    expect(fake.requests[2]).toMatchObject({
      attention: "clicks",
      points: [{ x: 1, y: 1, label: 1 }],
      evaluator: "chat",
    });
  });

  it("takes back a run that still waits when its sample is left", async () => {
    const fake = new FakeApi(2, []);
    const { session } = setUp({ fake, autoDiscover: true });
    await session.start();
    await vi.waitFor(() => expect(fake.jobs).toHaveLength(1));
    await vi.waitFor(() => expect(session.store.getState().jobs.s0?.state).toBe("queued"));
    await session.open("s1");
    await vi.waitFor(() => expect(fake.calls).toContain("cancel j0"));
  });

  it("starts a run that it took back again when the person returns, but not one that the person cancelled", async () => {
    const fake = new FakeApi(2, []);
    const { session, state } = setUp({ fake, autoDiscover: true });
    await session.start();
    await vi.waitFor(() => expect(state().jobs.s0?.state).toBe("queued"));
    await session.open("s1");
    await vi.waitFor(() => expect(fake.calls).toContain("cancel j0"));
    const first = fake.jobs.find((job) => job.sampleId === "s0");
    if (!first) throw new Error("No job.");
    fake.publish({ ...first, state: "cancelled" });
    await session.open("s0");
    await vi.waitFor(() => expect(fake.jobs.filter((job) => job.sampleId === "s0")).toHaveLength(2));
    const second = fake.jobs.findLast((job) => job.sampleId === "s0");
    if (!second) throw new Error("No job.");
    fake.publish({ ...second, state: "cancelled" });
    await session.open("s1");
    await session.open("s0");
    expect(state().discoverSoon).toBe(false);
  });
});

describe("neighbourOf", () => {
  it("finds the samples before and after in a filtered queue, also from a sample outside it", async () => {
    const fake = new FakeApi(40);
    for (const index of [3, 10, 11, 30]) {
      fake.held(`s${index}`).history = [
        {
          chosenCandidateId: null,
          mask: null,
          prompts: { points: [], box: null },
          verdict: { decision: "rejected", comment: "" },
        },
      ];
    }
    const rejected = { search: "", status: ["rejected" as const] };
    const find = async (ordinal: number, step: 1 | -1) =>
      (await neighbourOf(fake.client(), "p", rejected, ordinal, step))?.id ?? null;
    expect(await find(3, 1)).toBe("s10");
    expect(await find(20, 1)).toBe("s30");
    expect(await find(30, 1)).toBeNull();
    expect(await find(10, -1)).toBe("s3");
    expect(await find(20, -1)).toBe("s11");
    expect(await find(3, -1)).toBeNull();
    expect(await find(0, -1)).toBeNull();
  });

  it("asks once in the whole queue", async () => {
    const client = new FakeApi(40).client();
    const asked = vi.spyOn(client.samples.page, "query");
    const all = { search: "", status: [] };
    expect((await neighbourOf(client, "p", all, 20, 1))?.id).toBe("s21");
    expect((await neighbourOf(client, "p", all, 20, -1))?.id).toBe("s19");
    expect(asked).toHaveBeenCalledTimes(2);
    expect(await neighbourOf(client, "p", all, 39, 1)).toBeNull();
    expect(await neighbourOf(client, "p", all, 0, -1)).toBeNull();
  });
});
