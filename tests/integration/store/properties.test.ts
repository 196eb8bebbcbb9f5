import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { emptySampleState, type SampleState, type Verdict } from "#core/samples";
import { openProject, type ProjectStore } from "#electron/store";
import { ada, later, projectWith, rowMask, stateWith } from "./fixtures.ts";

/** What a sample's undo stack is, said as simply as possible. */
class Model {
  stack: SampleState[] = [emptySampleState];
  at = 0;
  /** Row of each model's mask, in the order of their first import. */
  foreign = new Map<string, number>();
  question: string;
  /** Wording that each entry of the stack was about. */
  about: string[];

  constructor(question: string) {
    this.question = question;
    this.about = [question];
  }

  /** A verdict about another wording is none. */
  get present(): SampleState {
    return this.about[this.at] === this.question ? this.now : { ...this.now, verdict: null };
  }

  get now(): SampleState {
    return this.stack[this.at] ?? emptySampleState;
  }

  commit(state: SampleState): void {
    if (JSON.stringify(state) === JSON.stringify(this.present)) return;
    this.stack = [...this.stack.slice(0, this.at + 1), state];
    this.about = [...this.about.slice(0, this.at + 1), this.question];
    this.at++;
  }

  undo(): void {
    this.at = Math.max(0, this.at - 1);
  }

  redo(): void {
    this.at = Math.min(this.stack.length - 1, this.at + 1);
  }
}

const stateArbitrary = fc
  .record({
    row: fc.option(fc.integer({ min: 0, max: 3 })),
    chosenCandidateId: fc.option(fc.constantFrom("c1", "c2")),
    decision: fc.option(fc.constantFrom("accepted", "fixed", "rejected", "skipped")),
    comment: fc.string({ unit: "grapheme", maxLength: 8 }),
    card: fc.option(
      fc.constantFrom<Pick<Verdict, "checks" | "reasons">>(
        { checks: { answerable: true, boundary: false } },
        { reasons: ["wrong-object", "other"] },
        { checks: { referent: false }, reasons: ["part-missing"] },
      ),
    ),
    points: fc.array(
      fc.record({
        x: fc.integer(),
        y: fc.double({ noNaN: true, noDefaultInfinity: true }),
        label: fc.constantFrom(0, 1),
      }),
      { maxLength: 2 },
    ),
  })
  .map(({ row, chosenCandidateId, decision, comment, card, points }) =>
    stateWith({
      chosenCandidateId,
      mask: row === null ? null : rowMask(row),
      prompts: {
        points: points.map((point) => ({ ...point, y: point.y + 0, label: point.label as 0 | 1 })),
        box: null,
      },
      verdict: decision === null ? null : { decision: decision as "accepted", comment, ...card },
    }),
  );

const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("commit" as const), state: stateArbitrary }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("undo" as const) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("redo" as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("foreign" as const),
      name: fc.constantFrom("M", "N", "\0"),
      row: fc.integer({ min: 0, max: 3 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant("reword" as const), question: fc.constantFrom("A?", "B?", "\0?") }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("reopen" as const) }) },
);
const steps = fc.array(fc.record({ sample: fc.constantFrom("s1", "s2"), step }), { maxLength: 25 });

function same(store: ProjectStore, models: Record<string, Model>): void {
  for (const [id, model] of Object.entries(models)) {
    expect(store.sample(id)).toMatchObject({
      question: model.question,
      state: model.present,
      undoDepth: model.at,
      redoDepth: model.stack.length - 1 - model.at,
    });
    const { candidates } = store.sample(id);
    expect(candidates.map((c) => c.rank)).toEqual(candidates.map((_, i) => i + 1));
    const imported = candidates.filter((c) => c.source === "imported");
    expect(imported.map((c) => [c.model, c.rle])).toEqual(
      [...model.foreign].map(([name, row]) => [name, rowMask(row)]),
    );
  }
}

describe("any sequence of edits, undo, redo, other wordings, imported masks and restarts on two samples", () => {
  it("does what a simple model does, to its own sample only, and verifies", async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (sequence) => {
        const project = await projectWith(2);
        let { store } = project;
        const models: Record<string, Model> = { s1: new Model("Question 1?"), s2: new Model("Question 2?") };
        for (const { sample, step: what } of sequence) {
          const model = models[sample] as Model;
          if (what.kind === "reopen") {
            store.close();
            store = openProject(project.dir, ada);
            const open = store;
            later(() => open.close());
          } else if (what.kind === "foreign") {
            store.addForeignMasks(what.name, [{ sampleId: sample, rle: rowMask(what.row) }]);
            model.foreign.set(what.name, what.row);
          } else if (what.kind === "reword") {
            store.editQuestion(sample, what.question, store.sample(sample).questionVersion);
            model.question = what.question;
          } else if (what.kind === "commit") {
            store.commit(sample, what.state, "t");
            model.commit(what.state);
          } else {
            store[what.kind](sample);
            model[what.kind]();
          }
          same(store, models);
        }
        expect(store.verify()).toMatchObject({ ok: true, projection: [] });
        store.close();
      }),
      { numRuns: 40 },
    );
  });
});
