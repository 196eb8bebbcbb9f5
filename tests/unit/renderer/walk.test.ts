import { describe, expect, it } from "vitest";
import { ReviewSession, type SessionHost } from "#renderer/session";
import { FakeApi, failure, plainPreferences } from "./fake-client.ts";

const project = { projectId: "p", dir: "/projects/p", title: "P" };

async function setUp(at: string) {
  const fake = new FakeApi(6);
  let notices: string[] = [];
  const host: SessionHost = {
    notify: (_, { message }, of) => notices.push(of === "sample" ? `of this sample: ${message}` : message),
    onOtherSample: () => (notices = notices.filter((notice) => !notice.startsWith("of this sample"))),
    preferences: () => plainPreferences,
    onStatus: () => {},
  };
  const session = new ReviewSession(fake.client(), project, host);
  await session.start(at);
  const shown: string[] = [];
  session.store.subscribe(({ sample }) => {
    if (sample && shown.at(-1) !== sample.detail.id) shown.push(sample.detail.id);
  });
  return { session, fake, notices: () => notices, shown };
}

describe("steps that are asked for faster than samples open", () => {
  it("add up, forwards and back", async () => {
    const { session, shown } = await setUp("s0");
    await Promise.all([1, 2, 3, 4].map(() => session.step(1)));
    expect(shown.at(-1)).toBe("s4");
    await Promise.all([1, 2, 3].map(() => session.step(-1)));
    expect(shown.at(-1)).toBe("s1");
    await session.step(1);
    expect(shown.at(-1)).toBe("s2");
  });

  it("take each other back", async () => {
    const { session, shown } = await setUp("s3");
    await Promise.all([session.step(-1), session.step(-1), session.step(1)]);
    expect(shown.at(-1)).toBe("s2");
  });

  it("end at the last sample, which is told once, and nothing is left over", async () => {
    const { session, shown, notices } = await setUp("s3");
    await Promise.all(Array.from({ length: 9 }, () => session.step(1)));
    expect(shown.at(-1)).toBe("s5");
    expect(notices()).toEqual(["of this sample: This is the last sample of the queue."]);
    await session.step(-1);
    expect(shown.at(-1)).toBe("s4");
    expect(notices()).toEqual([]);
  });

  it("leave what was told of the sample behind, whether the next one opens or not; what is told of it later stays", async () => {
    const { session, fake, notices } = await setUp("s4");
    await session.decide("accepted");
    expect(notices()).toEqual(["of this sample: There is no mask to accept yet."]);
    await session.reload();
    expect(notices()).toHaveLength(1);
    await session.step(1);
    expect(notices()).toEqual([]);
    await session.step(1);
    expect(notices()).toEqual(["of this sample: This is the last sample of the queue."]);
    fake.failAll = failure("disk-full", "The disk is full.");
    await session.open("s0");
    expect(notices()).toEqual([]);
  });

  it("of a project without samples do nothing", async () => {
    const session = new ReviewSession(new FakeApi(0).client(), project, {
      notify: () => {},
      preferences: () => plainPreferences,
      onStatus: () => {},
    });
    await session.start();
    await session.step(1);
    expect(session.store.getState().sample).toBeNull();
  });
});
