import { describe, expect, it } from "vitest";
import type { SampleFilter } from "#core/samples";
import type { ProjectStore } from "#electron/store";
import { bob, candidate, probe, projectWith, reopen, rowMask, runResult, stateWith } from "./fixtures.ts";

const found = (store: ProjectStore, filter: SampleFilter): string[] => {
  const { total, items } = store.samples({ offset: 0, limit: 100, ...filter });
  expect(total).toBe(items.length);
  return items.map(({ id }) => id);
};

/** s1 and s2 as they come; a to d with categories, kinds and splits. */
async function sortedProject() {
  const project = await projectWith(2);
  const imagePath = project.images[0] as string;
  const question = "Which one?";
  await project.store.addSamples(
    [
      { id: "a", imagePath, question, category: "spatial", kind: ["two hops", "left"], split: "val" },
      { id: "b", imagePath, question, category: "spatial", kind: ["left"], split: "train" },
      { id: "c", imagePath, question, category: "ca%t_", kind: ["a\0b"] },
      { id: "d", imagePath, question: "", category: "spatial", kind: ["left", "left"] },
    ],
    { copy: false, probe },
  );
  return project;
}

describe("filters of the queue", () => {
  it("go by category, kind and split, all that is named together, in the queue's order", async () => {
    const { store } = await sortedProject();
    expect(found(store, { category: ["spatial"] })).toEqual(["a", "b", "d"]);
    expect(found(store, { category: ["spatial", "ca%t_"], kind: ["left", "a\0b"] })).toEqual(["a", "b", "c", "d"]);
    expect(found(store, { kind: ["two hops"] })).toEqual(["a"]);
    expect(found(store, { kind: ["left"], split: ["train", "val"], status: ["todo"] })).toEqual(["a", "b"]);
    expect(found(store, { category: [], kind: [], split: [], author: [] })).toHaveLength(6);
    expect(found(store, { category: ["no such"] })).toEqual([]);
    const list = [
      { value: "spatial", samples: 3 },
      { value: "ca%t_", samples: 1 },
    ];
    expect(store.facets()).toMatchObject({ category: list, stale: 0, scored: 0, compared: 0 });
    expect(store.facets().kind).toEqual([
      { value: "left", samples: 3 },
      { value: "a\0b", samples: 1 },
      { value: "two hops", samples: 1 },
    ]);
  });

  it("go by who gave the verdict that counts, by its comment, and by what is stale", async () => {
    const { dir, store } = await sortedProject();
    const verdict = (comment: string) => stateWith({ verdict: { decision: "rejected", comment } });
    store.commit("a", verdict("50 % there"), "reject");
    const other = reopen(dir, store, bob);
    other.commit("b", verdict("blurred"), "reject");
    expect(found(other, { author: ["bob"] })).toEqual(["b"]);
    expect(found(other, { author: ["ada", "bob"] })).toEqual(["a", "b"]);
    expect(found(other, { search: "50 %" })).toEqual(["a"]);
    expect(other.facets().author).toEqual([
      { value: "ada", samples: 1 },
      { value: "bob", samples: 1 },
    ]);
    other.editQuestion("a", "Which of them?", 0);
    expect(found(other, { stale: true })).toEqual(["a"]);
    expect(found(other, { stale: false })).toEqual(["s1", "s2", "b", "c", "d"]);
    expect(found(other, { author: ["ada"] })).toEqual([]);
    other.undo("b");
    expect(found(other, { author: ["bob"] })).toEqual([]);
    expect(other.verify()).toMatchObject({ ok: true, projection: [] });
  });

  it("go by the newest run's best score, and by how much two runs differ over one mask", async () => {
    const { store } = await sortedProject();
    const run = (first: number | null, second: number | null) =>
      runResult([candidate("c1", 1, { score: first }), candidate("c2", 2, { rank: 2, score: second })], "pack");
    store.recordRun("s1", run(0.9, 0.2));
    store.recordRun("s2", run(0.4, null));
    store.recordRun("a", run(null, null));
    expect(found(store, { score: { min: 0, max: 1 } })).toEqual(["s1", "s2"]);
    expect(found(store, { score: { min: 0.4, max: 0.5 } })).toEqual(["s2"]);
    expect(found(store, { disagreement: 0 })).toEqual([]);
    store.recordRun("s1", { ...run(0.5, 0.25), evaluator: "chat" });
    expect(found(store, { disagreement: 0.39 })).toEqual(["s1"]);
    expect(found(store, { disagreement: 0.41 })).toEqual([]);
    expect(found(store, { score: { min: 0.5, max: 0.5 } })).toEqual(["s1"]);
    // A run about another wording is no second opinion.
    store.editQuestion("s1", "Which other?", 0);
    store.recordRun("s1", { ...run(0.1, 0.1), question: "Which other?" });
    expect(found(store, { disagreement: 0 })).toEqual([]);
    expect(store.facets()).toMatchObject({ scored: 2, compared: 0 });
    expect(store.verify()).toMatchObject({ ok: true, projection: [] });
  });

  it("decide which open sample is the next one", async () => {
    const { store } = await sortedProject();
    expect(store.nextOpen(-1, { category: ["spatial"] })?.id).toBe("a");
    expect(store.nextOpen(2, { category: ["spatial"] })?.id).toBe("b");
    expect(store.nextOpen(3, { category: ["spatial"] })?.id).toBe("a");
    store.commit("a", stateWith({ mask: rowMask(1), verdict: { decision: "accepted", comment: "" } }), "accept");
    expect(store.nextOpen(-1, { split: ["val"] })).toBeNull();
    expect(store.nextOpen(-1)?.id).toBe("s1");
  });
});

describe("saved views", () => {
  it("are kept in the project by name, exchanged, renamed and deleted, and verify", async () => {
    const { dir, store } = await projectWith(1);
    const filter: SampleFilter = { status: ["rejected"], category: ["a\0b"], score: { min: 0.25, max: 1 } };
    store.saveView("  Rejected ", filter);
    expect(store.saveView("all", {}).map(({ name }) => name)).toEqual(["all", "Rejected"]);
    const again = reopen(dir, store, bob);
    expect(again.views()[1]).toEqual({ name: "Rejected", filter });
    again.saveView("all", { stale: true });
    expect(again.renameView("all", "Stale").map(({ name }) => name)).toEqual(["Rejected", "Stale"]);
    expect(again.deleteView("Rejected")).toEqual([{ name: "Stale", filter: { stale: true } }]);
    expect(again.verify()).toMatchObject({ ok: true, projection: [] });
  });

  it("are refused without a name or under one that is taken, and nothing is lost", async () => {
    const { store } = await projectWith(1);
    store.saveView("one", { stale: true });
    store.saveView("two", {});
    const { events } = store.verify();
    const code = (value: string) => expect.objectContaining({ code: value, cure: expect.any(String) });
    expect(() => store.saveView(" ", {})).toThrow(code("bad-input"));
    expect(() => store.saveView("x".repeat(101), {})).toThrow(code("bad-input"));
    expect(() => store.renameView("one", "two")).toThrow(code("conflict"));
    expect(() => store.renameView("none", "three")).toThrow(code("not-found"));
    expect(() => store.deleteView("none")).toThrow(code("not-found"));
    store.renameView("one", "one");
    expect(store.verify().events).toBe(events);
    expect(store.views()).toHaveLength(2);
  });
});

describe("100,000 samples", () => {
  it("are filtered by indices; the times are printed and judged by nobody", { timeout: 600_000 }, async () => {
    const { store, images } = await projectWith(1);
    const imagePath = images[0] as string;
    const importing = store.beginImport({ copy: false, probe });
    for (let start = 0; start < 100_000; start += 5000) {
      await importing.add(
        Array.from({ length: 5000 }, (_, i) => {
          const n = start + i;
          const question = n % 1000 === 3 ? `Where is the needle, ${n}?` : `Which one is number ${n}?`;
          return { id: `n${n}`, imagePath, question, category: `category ${n % 80}`, kind: [`kind ${n % 7}`] };
        }),
      );
    }
    const filters: Record<string, readonly [SampleFilter, number]> = {
      category: [{ category: ["category 3"] }, 1250],
      kind: [{ kind: ["kind 1"] }, 14_286],
      words: [{ search: "needle" }, 100],
      "words, category and kind": [{ search: "needle", category: ["category 3"], kind: ["kind 3"] }, 8],
      status: [{ status: ["rejected"] }, 0],
      stale: [{ stale: true }, 0],
      score: [{ score: { min: 0, max: 1 } }, 0],
      author: [{ author: ["ada"] }, 0],
    };
    for (const [name, [filter, total]] of Object.entries(filters)) {
      store.samples({ offset: 0, limit: 100, ...filter });
      const begin = performance.now();
      expect(store.samples({ offset: 0, limit: 100, ...filter }).total, name).toBe(total);
      console.log(`${name}: ${(performance.now() - begin).toFixed(1)} ms`);
    }
    const begin = performance.now();
    expect(store.facets().category).toHaveLength(80);
    console.log(`facets: ${(performance.now() - begin).toFixed(1)} ms`);
  });
});
