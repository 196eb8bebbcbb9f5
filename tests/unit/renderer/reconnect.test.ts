import { TRPCClientError } from "@trpc/client";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { connectionOf } from "#renderer/link";
import { ReviewSession } from "#renderer/session";
import { saveProblemText } from "../../../renderer/review/save-problem.ts";
import { FakeApi, plainPreferences } from "./fake-client.ts";

const silent = (): Error => new TRPCClientError("Failed to fetch");
const refused = (status: number, code: string, message = code): Error =>
  TRPCClientError.from({
    error: { code: -32001, message, data: { httpStatus: status, report: { code, message, cure: "…" } } },
  });
const stranger = (): Error => refused(401, "unauthorised");

describe("connectionOf", () => {
  it("tells silence, a process that was started anew, and a refusal apart", () => {
    expect(connectionOf(silent())).toBe("silent");
    expect(connectionOf(stranger())).toBe("stranger");
    expect(connectionOf(refused(507, "disk-full"))).toBe("answers");
    expect(connectionOf(new Error("a fault of our own"))).toBe("answers");
  });

  it("knows a 401 without a report", () => {
    const response = new Response("<html>", { status: 401 });
    expect(connectionOf(TRPCClientError.from(new Error("no JSON"), { meta: { response } }))).toBe("stranger");
  });
});

describe("the banner", () => {
  const problem = {
    kind: "problem" as const,
    waiting: 3,
    action: "accept",
    report: { code: "disk-full" as const, message: "The disk is full.", where: "/p", cure: "Make room." },
  };

  it("has a cure of its own for each case", () => {
    expect(saveProblemText(problem, "silent").cure).toContain("Start it again (npm start)");
    expect(saveProblemText(problem, "stranger").what).toContain("started anew and does not know this tab yet");
    expect(saveProblemText(problem, "answers")).toMatchObject({
      what: "“accept” could not be saved, and 2 more wait behind it: The disk is full.",
      where: "/p",
    });
  });
});

describe("a host that was killed and started again", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  async function reviewing() {
    const fake = new FakeApi(3);
    const session = new ReviewSession(
      fake.client(),
      { projectId: "p", dir: "/projects/p", title: "P" },
      {
        notify: () => undefined,
        preferences: () => plainPreferences,
        onStatus: () => undefined,
      },
    );
    await session.start();
    const state = () => session.store.getState();
    const seconds = (count: number) => vi.advanceTimersByTimeAsync(1000 * count);
    return { fake, session, state, seconds };
  }

  it("is asked until it answers, and then the changes save themselves into the project opened anew", async () => {
    const { fake, session, state, seconds } = await reviewing();
    fake.failAll = silent();
    session.chooseRank(1);
    void session.decide("accepted");
    await seconds(1);
    expect(state()).toMatchObject({ connection: "silent", save: { kind: "problem", waiting: 2 } });

    fake.failAll = stranger();
    fake.isProjectOpen = false;
    await seconds(4);
    expect(state()).toMatchObject({ connection: "stranger", save: { kind: "problem", waiting: 2 } });

    fake.failAll = null;
    await seconds(4);
    expect(state()).toMatchObject({ connection: "answers", save: { kind: "saved" } });
    expect(fake.stateOf("s0")).toMatchObject({ chosenCandidateId: "c1", verdict: { decision: "accepted" } });
    expect(fake.calls.indexOf("open /projects/p")).toBeLessThan(
      fake.calls.findLastIndex((call) => call.startsWith("commit s0 choose")),
    );
    const asked = fake.calls.length;
    await seconds(60);
    expect(fake.calls).toHaveLength(asked);
  });

  it("opens the project before the change is tried again by hand", async () => {
    const { fake, session, state, seconds } = await reviewing();
    fake.isProjectOpen = false;
    session.chooseRank(1);
    await seconds(0);
    expect(state().save).toMatchObject({ kind: "problem", report: { message: "This project is not open any more." } });
    session.retrySave();
    await seconds(0);
    expect(state().save.kind).toBe("saved");
    expect(fake.stateOf("s0").chosenCandidateId).toBe("c1");
  });

  it("asks no more once the project was left", async () => {
    const { fake, session, seconds } = await reviewing();
    fake.failAll = silent();
    session.chooseRank(1);
    await seconds(1);
    await session.dispose();
    const asked = fake.calls.length;
    await seconds(30);
    expect(fake.calls).toHaveLength(asked);
  });

  it("opens the project again for reading too", async () => {
    const { fake, session, state } = await reviewing();
    fake.isProjectOpen = false;
    await session.open("s1");
    expect(state()).toMatchObject({ loadProblem: null, sample: { detail: { id: "s1" } } });
  });
});
