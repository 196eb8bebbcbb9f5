import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ReviewSession } from "#renderer/session";
import { FakeApi, failure, plainPreferences } from "./fake-client.ts";

/** The browser's storage, as far as drafts use it. */
class Storage {
  readonly kept = new Map<string, string>();
  getItem = (key: string): string | null => this.kept.get(key) ?? null;
  setItem = (key: string, value: string): void => void this.kept.set(key, value);
  removeItem = (key: string): void => void this.kept.delete(key);
}

let storage = new Storage();
beforeEach(() => {
  storage = new Storage();
  vi.stubGlobal("localStorage", storage);
});
afterEach(() => vi.unstubAllGlobals());

async function reviewing(fake = new FakeApi(3)) {
  const notices: string[] = [];
  const session = new ReviewSession(
    fake.client(),
    { projectId: "p", dir: "/p", title: "P" },
    {
      notify: (kind, { message }) => notices.push(`${kind}: ${message}`),
      preferences: () => plainPreferences,
      onStatus: () => undefined,
    },
  );
  await session.start("s0");
  const card = () => session.store.getState().card;
  const saved = () => vi.waitFor(() => expect(session.store.getState().save.kind).toBe("saved"));
  return { fake, session, card, saved, notices };
}

describe("the verdict card", () => {
  it("goes from yes to no to not answered", async () => {
    const { session, card } = await reviewing();
    session.cards.cycle("answerable");
    expect(card().checks).toEqual({ answerable: true });
    session.cards.cycle("answerable");
    expect(card().checks).toEqual({ answerable: false });
    session.cards.cycle("answerable");
    expect(card().checks).toEqual({});
  });

  it("says yes to the points that are left, as one change, but not to what was proved", async () => {
    const { fake, session, card, saved } = await reviewing();
    session.chooseRank(1);
    session.cards.cycle("complete");
    session.cards.cycle("complete");
    session.cards.answerRest();
    const rest = { answerable: true, unambiguous: true, "needs-image": true, referent: true, boundary: true };
    expect(card().checks).toEqual({ ...rest, complete: false });
    const proved = fake.held("s1");
    proved.detail = { ...proved.detail, isProved: true };
    await session.open("s1");
    session.chooseRank(1);
    await session.decide("skipped");
    session.cards.answerRest();
    await saved();
    const { "needs-image": _, ...others } = rest;
    expect(fake.stateOf("s1").verdict?.checks).toEqual({ ...others, complete: true });
    const commits = fake.calls.filter((call) => call.startsWith("commit s1"));
    session.cards.answerRest();
    expect(fake.calls.filter((call) => call.startsWith("commit s1"))).toEqual(commits);
  });

  it("leaves the points about the mask open as long as there is none, and says so", async () => {
    const { fake, session, card, notices } = await reviewing();
    session.cards.answerRest();
    const aboutQuestion = { answerable: true, unambiguous: true, "needs-image": true };
    expect(card().checks).toEqual(aboutQuestion);
    expect(notices).toEqual(["info: The points about the mask stay open: there is no mask yet."]);
    await session.decide("rejected");
    expect(fake.stateOf("s0").verdict?.checks).toEqual(aboutQuestion);
    session.cards.answerRest();
    expect(notices).toHaveLength(2);
    expect(fake.stateOf("s0").verdict?.checks).toEqual(aboutQuestion);
    session.chooseRank(1);
    session.cards.answerRest();
    expect(Object.keys(card().checks)).toHaveLength(6);
    expect(notices).toHaveLength(2);
  });

  it("is a draft of its own sample until there is a verdict, also over a reload of the page", async () => {
    const { fake, session, card } = await reviewing();
    session.cards.cycle("unambiguous");
    session.cards.toggleReason("other");
    session.cards.toggleReason("ambiguous");
    await session.open("s1");
    expect(card()).toEqual({ checks: {}, reasons: [] });
    const again = await reviewing(fake);
    expect(again.card()).toEqual({ checks: { unambiguous: true }, reasons: ["ambiguous", "other"] });
    expect(fake.calls.some((call) => call.startsWith("commit"))).toBe(false);
  });

  it("goes to the disk with the verdict and comes and goes with it", async () => {
    const { fake, session, card, saved } = await reviewing();
    session.cards.cycle("answerable");
    session.cards.toggleReason("wording");
    await session.decide("rejected");
    const said = { checks: { answerable: true }, reasons: ["wording"] };
    expect(fake.stateOf("s0").verdict).toEqual({ decision: "rejected", comment: "", ...said });
    expect([...storage.kept.keys()]).toEqual([]);
    await session.undo();
    expect(card()).toEqual({ checks: {}, reasons: [] });
    await session.redo();
    expect(card()).toEqual(said);
    await session.open("s1");
    await session.open("s0");
    expect(card()).toEqual(said);
    session.cards.toggleReason("wording");
    await saved();
    expect(fake.stateOf("s0").verdict).toEqual({ decision: "rejected", comment: "", checks: { answerable: true } });
    await session.undo();
    expect(card()).toEqual(said);
  });

  it("forgets what was said of a mask when another one takes its place, and keeps the rest", async () => {
    const { session, card, saved } = await reviewing();
    session.chooseRank(1);
    for (const check of ["answerable", "referent", "complete", "boundary"] as const) session.cards.cycle(check);
    session.cards.toggleReason("wording");
    session.chooseRank(2);
    expect(card()).toEqual({ checks: { answerable: true }, reasons: ["wording"] });
    await saved();
    await session.decide("accepted");
    session.chooseRank(1);
    expect(card().checks).toEqual({ answerable: true });
    await session.undo();
    expect(card().checks).toEqual({ answerable: true });
  });

  it("forgets what was said of a mask that is undone", async () => {
    const { fake, session, card } = await reviewing();
    session.chooseRank(1);
    session.cards.answerRest();
    await session.undo();
    const aboutQuestion = { answerable: true, unambiguous: true, "needs-image": true };
    expect(card().checks).toEqual(aboutQuestion);
    await session.decide("rejected");
    expect(fake.stateOf("s0").verdict?.checks).toEqual(aboutQuestion);
  });

  it("is kept as a draft while the verdict cannot be saved", async () => {
    const fake = new FakeApi(1);
    const { session } = await reviewing(fake);
    session.cards.cycle("answerable");
    fake.failCommit = failure("disk-full");
    void session.decide("rejected");
    await vi.waitFor(() => expect(session.store.getState().save.kind).toBe("problem"));
    expect([...storage.kept.values()]).toEqual([JSON.stringify({ checks: { answerable: true }, reasons: [] })]);
  });

  it("reads no draft that it cannot understand", async () => {
    storage.setItem("r2.card:/p:s0", '{"checks":{"mood":true}}');
    const { card } = await reviewing();
    expect(card()).toEqual({ checks: {}, reasons: [] });
  });
});
