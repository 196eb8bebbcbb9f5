import { describe, expect, it } from "vitest";
import type { Evaluation } from "#core/samples";
import { evaluationWords, evaluatorNames } from "#renderer/candidates";
import { inRunOrder, ReviewSession, rankedAs } from "#renderer/session";
import { candidate, FakeApi, plainPreferences } from "./fake-client.ts";

const evaluation = (model: string, scores: Record<string, [score: number, rank: number]>, more = {}): Evaluation => ({
  ...{ key: `${model}`, evaluator: "pack", model, cot: null, usesGroundTruth: false, runId: `run of ${model}` },
  ...{ at: "2026-11-30T02:00:00.000Z", pack: "geo-tiny@1.0.0" },
  scores: Object.fromEntries(Object.entries(scores).map(([id, [score, rank]]) => [id, { score, rank }])),
  ...more,
});

const three = () => [candidate(1), candidate(2), candidate(3)];
const ranksOf = (candidates: readonly { id: string; rank: number }[]) =>
  candidates.map(({ id, rank }) => `${id} ${rank}`);

describe("ranked by another evaluator", () => {
  const other = evaluation("other", { c3: [0.9, 1], c1: [0.2, 4] });

  it("candidates have its order; what it did not score follows, and the way back is the run's own", () => {
    const shown = three();
    const ranked = rankedAs(shown, other);
    expect(ranksOf(ranked)).toEqual(["c1 2", "c2 3", "c3 1"]);
    expect(inRunOrder(ranked)).toBe(shown);
    expect(rankedAs(ranked, null)).toBe(shown);
    expect(rankedAs(rankedAs(ranked, evaluation("third", { c2: [1, 1] })), null)).toBe(shown);
  });

  it("the same order is the same array, and another run of the evaluator another one", () => {
    const ranked = rankedAs(three(), other);
    expect(rankedAs(ranked, other)).toBe(ranked);
    const later = { ...other, runId: "later", scores: { c2: { score: 1, rank: 1 } } };
    expect(ranksOf(rankedAs(ranked, later))).toEqual(["c1 2", "c2 1", "c3 3"]);
  });
});

describe("the ranking of a session", () => {
  async function reviewing() {
    const fake = new FakeApi(2, three());
    const evaluations = [evaluation("newest", { c1: [0.9, 1] }), evaluation("other", { c3: [0.9, 1], c2: [0.8, 2] })];
    for (const held of fake.samples.slice(0, 1)) held.detail = { ...held.detail, evaluations };
    const session = new ReviewSession(
      fake.client(),
      { projectId: "p", dir: "/p", title: "P" },
      { notify: () => undefined, preferences: () => plainPreferences, onStatus: () => undefined },
    );
    await session.start();
    return { session, fake, shown: () => session.store.getState().sample?.detail.candidates ?? [] };
  }

  it("goes by the evaluator that was asked for, keys too, and the next one after the last is the first", async () => {
    const { session, shown } = await reviewing();
    session.ranking.next();
    expect(ranksOf(shown())).toEqual(["c1 3", "c2 2", "c3 1"]);
    session.chooseRank(1);
    expect(session.store.getState().sample?.state.chosenCandidateId).toBe("c3");
    session.ranking.next();
    expect(ranksOf(shown())).toEqual(["c1 1", "c2 2", "c3 3"]);
    await session.dispose();
  });

  it("stays from sample to sample, where they have that evaluator", async () => {
    const { session, shown } = await reviewing();
    session.ranking.by("other");
    await session.open("s1");
    expect(ranksOf(shown())).toEqual(["c1 1", "c2 2", "c3 3"]);
    await session.open("s0");
    expect(ranksOf(shown())).toEqual(["c1 3", "c2 2", "c3 1"]);
    await session.dispose();
  });

  it("is the newest run's while the project hides scores: another evaluator's would tell them", async () => {
    const { session, shown } = await reviewing();
    session.ranking.by("other");
    expect(ranksOf(shown())).toEqual(["c1 3", "c2 2", "c3 1"]);
    session.store.setState({ rules: { blind: false, hideScores: true, readers: 1 } });
    expect(ranksOf(shown())).toEqual(["c1 1", "c2 2", "c3 3"]);
    await session.dispose();
  });

  it("shows a run's result on the open sample and leaves what the person made of it", async () => {
    const { session, fake, shown } = await reviewing();
    session.chooseRank(2);
    await expect.poll(() => session.store.getState().save.kind).toBe("saved");
    const held = fake.held("s0");
    held.detail = { ...held.detail, candidates: [candidate(1, 20)], evaluations: [] };
    await session.hearOfResult("s1");
    expect(shown()).toHaveLength(3);
    await session.hearOfResult("s0");
    expect(shown()).toHaveLength(1);
    expect(session.store.getState().sample?.state.chosenCandidateId).toBe("c2");
    await session.dispose();
  });
});

describe("names of evaluators", () => {
  const chat = evaluation("internvl3 at 127.0.0.1:8000", {}, { evaluator: "chat", cot: true });

  it("are short, and say more where two would be called the same", () => {
    const bySam = evaluation("SAM's predicted IoU", {}, { evaluator: "predicted-iou" });
    expect(evaluatorNames([evaluation("geo-tiny@1.0.0", {}), chat, bySam])).toEqual([
      "geo-tiny",
      "internvl3",
      "SAM's predicted IoU",
    ]);
    const [on, off] = [true, false].map((cot) => evaluation("geo-tiny@1.0.0", {}, { cot }));
    expect(evaluatorNames([on as Evaluation, off as Evaluation])).toEqual([
      "geo-tiny · reasoning",
      "geo-tiny · direct",
    ]);
    const versions = ["1.0.0", "1.1.0"].map((version) => evaluation(`geo-tiny@${version}`, {}));
    expect(evaluatorNames(versions)).toEqual(["geo-tiny@1.0.0", "geo-tiny@1.1.0"]);
  });

  it("tell whose score, which run and which pack it is", () => {
    const words = evaluationWords(evaluation("oracle", {}, { evaluator: "oracle", usesGroundTruth: true }));
    expect(words).toMatch(/^oracle, which uses ground truth: run of .+, candidates by geo-tiny@1\.0\.0$/);
    expect(evaluationWords(chat)).toMatch(/^internvl3 at 127\.0\.0\.1:8000, with reasoning: run of /);
  });
});
