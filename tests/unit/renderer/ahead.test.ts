import { describe, expect, it, vi } from "vitest";
import { emptyFilter, ReviewSession, type SessionHost } from "#renderer/session";
import { candidate, FakeApi, plainPreferences } from "./fake-client.ts";

const project = { projectId: "p", dir: "/projects/p", title: "P" };

/** A project of five samples with the first one open and the second one ready. */
async function setUp() {
  const fake = new FakeApi(5);
  const host: SessionHost = { notify: () => {}, preferences: () => plainPreferences, onStatus: () => {} };
  const session = new ReviewSession(fake.client(), project, host);
  const state = () => session.store.getState();
  const open = () => state().sample?.detail.id;
  /** The next sample was read, and what else was asked for is answered. */
  const ready = async (current: string, next: string) => {
    await vi.waitFor(() => expect(fake.calls.join()).toMatch(new RegExp(`get ${next},prefetch ${current} ${next}`)));
    await new Promise((resolve) => setTimeout(resolve));
    fake.calls.length = 0;
  };
  await session.start();
  await ready("s0", "s1");
  return { fake, session, state, open, ready };
}

const reword = (fake: FakeApi, sampleId: string, question: string): void => {
  const held = fake.held(sampleId);
  held.detail = { ...held.detail, question };
};

describe("the sample that was read ahead", () => {
  it("is shown at once, with nothing asked and nothing loading, and its image is named before", async () => {
    const { session, state, open, fake } = await setUp();
    expect(state().nextImageId).toBe(fake.held("s1").detail.imageId);
    void session.step(1);
    expect(open()).toBe("s1");
    expect(state().loading).toBeNull();
    expect(fake.calls.filter((call) => call.startsWith("page"))).toHaveLength(1);
  });

  it("is read once more behind the screen, so that what changed without news is shown too", async () => {
    const { session, state, fake } = await setUp();
    reword(fake, "s1", "another question");
    await session.step(1);
    await vi.waitFor(() => expect(state().sample?.detail.question).toBe("another question"));
  });

  it("is not drawn again when it is as it was", async () => {
    const { session, state, fake } = await setUp();
    await session.step(1);
    const { sample } = state();
    await vi.waitFor(() => expect(fake.calls.filter((call) => call === "get s1")).toHaveLength(1));
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(state().sample).toBe(sample);
  });

  it("is forgotten when another window changes it, and not when it changes one that comes before or after", async () => {
    const { session, open, fake } = await setUp();
    fake.tell({ sampleIds: ["s3"] });
    void session.step(1);
    expect(open()).toBe("s1");
    await vi.waitFor(() => expect(fake.calls.at(-1)).toBe("prefetch s1 s2 s3"));
    fake.tell({ sampleIds: ["s2"] });
    const stepped = session.step(1);
    expect(open()).toBe("s1");
    await stepped;
    expect(open()).toBe("s2");
  });

  it("is forgotten when it is changed here and left before that is on the disk", async () => {
    const { fake, session, state, open, ready } = await setUp();
    await session.step(1);
    await ready("s1", "s2");
    let answer = (): void => undefined;
    fake.segmentGate = new Promise((resolve) => {
      answer = resolve;
    });
    session.addPoint({ x: 1, y: 1, label: 1 });
    await session.step(-1);
    await vi.waitFor(() => expect(fake.calls.at(-1)).toBe("prefetch s0 s1 s2"));
    answer();
    await vi.waitFor(() => expect(fake.calls.at(-1)).toMatch(/^commit s1/));
    await vi.waitFor(() => expect(session.hasUnsaved).toBe(false));
    void session.step(1);
    await vi.waitFor(() => expect(open()).toBe("s1"));
    expect(state().sample?.state.prompts.points).toHaveLength(1);
  });

  it("is the next one of the queue as it is filtered now", async () => {
    const { session, open, fake } = await setUp();
    reword(fake, "s3", "a red cube");
    session.setFilter({ ...emptyFilter, search: "red" });
    await session.step(1);
    expect(open()).toBe("s3");
  });

  it("of a filtered queue is forgotten when another sample changes, which may come before it now", async () => {
    const { session, open, fake, ready } = await setUp();
    for (const id of ["s0", "s3", "s4"]) reword(fake, id, "a red cube");
    session.setFilter({ ...emptyFilter, search: "red" });
    await session.reload();
    await ready("s0", "s3");
    reword(fake, "s2", "a red sphere");
    fake.tell({ sampleIds: ["s2"] });
    await session.step(1);
    expect(open()).toBe("s2");
  });

  it("is what follows a verdict, too: nothing is loading between the two", async () => {
    const { session, open, state } = await setUp();
    session.chooseRank(1);
    await session.decide("accepted");
    const loading: (string | null)[] = [];
    session.store.subscribe((now) => loading.push(now.loading));
    await session.nextOpen();
    expect(open()).toBe("s1");
    expect(state().sample?.status).toBe("todo");
    expect(loading.filter((one) => one !== null)).toEqual([]);
  });

  it("is shown anew when candidates came meanwhile, which nobody told", async () => {
    const { session, state, fake } = await setUp();
    const held = fake.held("s1");
    held.detail = { ...held.detail, candidates: [candidate(1), candidate(2, 20), candidate(3, 30)] };
    void session.step(1);
    expect(state().sample?.detail.candidates).toHaveLength(2);
    await vi.waitFor(() => expect(state().sample?.detail.candidates).toHaveLength(3));
  });

  it("is forgotten when somebody else sits down", async () => {
    const { session, open } = await setUp();
    await session.changeAuthor();
    const stepped = session.step(1);
    expect(open()).toBe("s0");
    await stepped;
    expect(open()).toBe("s1");
  });
});
