import { notificationsStore } from "@mantine/notifications";
import { beforeEach, describe, expect, it } from "vitest";
import { fitView, resizeStage, showImage, toggle, useView, zoomBy } from "#renderer/canvas";
import { hideSampleNotices, hideWorkerFailures, notify } from "#renderer/feedback";
import { ago, folderNameOf, groupRefusals, joinPath } from "#renderer/home";
import { textNow } from "#renderer/language";
import { stepsOf } from "#renderer/pipeline-strip";
import { labelOf, PAGE_SIZE, pagesFor, placeOf } from "#renderer/queue";

describe("queue pages", () => {
  it("cover the rows on screen and no others", () => {
    expect(pagesFor(0, -1)).toEqual([]);
    expect(pagesFor(0, 0)).toEqual([0]);
    expect(pagesFor(95, 120)).toEqual([0, 1]);
    expect(pagesFor(99_990, 99_999)).toEqual([999]);
    expect(pagesFor(-5, 5)).toEqual([0]);
  });

  it("hold every row at one place", () => {
    for (const row of [0, 99, 100, 54_321]) {
      const { page, at } = placeOf(row);
      expect(page * PAGE_SIZE + at).toBe(row);
      expect(pagesFor(row, row)).toEqual([page]);
    }
  });
});

describe("the view", () => {
  beforeEach(() => {
    useView.setState(useView.getInitialState(), true);
    resizeStage({ width: 800, height: 600 });
  });

  it("fits the first picture, keeps zoom and pan for a neighbour of its size, and fits one of another size", () => {
    showImage({ width: 400, height: 300 });
    const fittedView = useView.getState().viewport;
    zoomBy(3, { x: 100, y: 100 });
    const zoomed = useView.getState().viewport;
    expect(zoomed).not.toEqual(fittedView);
    showImage({ width: 400, height: 300 });
    expect(useView.getState().viewport).toBe(zoomed);
    showImage({ width: 300, height: 400 });
    expect(useView.getState().viewport).not.toEqual(zoomed);
    showImage({ width: 400, height: 300 });
    expect(useView.getState().viewport).toEqual(fittedView);
  });

  it("stays fitted when the canvas changes its size, unless it was zoomed", () => {
    showImage({ width: 400, height: 300 });
    resizeStage({ width: 1300, height: 700 });
    const { viewport } = useView.getState();
    fitView();
    expect(viewport).toEqual(useView.getState().viewport);
    zoomBy(3);
    const { scale } = useView.getState().viewport;
    resizeStage({ width: 800, height: 600 });
    expect(useView.getState().viewport.scale).toBe(scale);
  });

  it("waits for the canvas to have a size", () => {
    useView.setState(useView.getInitialState(), true);
    showImage({ width: 400, height: 300 });
    resizeStage({ width: 800, height: 600 });
    const late = useView.getState().viewport;
    fitView();
    expect(late).toEqual(useView.getState().viewport);
    expect(late.scale).toBeGreaterThan(1);
  });

  it("switches one thing at a time", () => {
    toggle("heatmap");
    expect(useView.getState()).toMatchObject({ heatmap: true, reference: false });
    toggle("heatmap");
    expect(useView.getState().heatmap).toBe(false);
  });
});

type Run = Parameters<typeof stepsOf>[0];

describe("pipeline steps", () => {
  const run: Run = {
    id: "r",
    at: "2026-11-23T12:00:00.000Z",
    question: "?",
    image: { path: "a.png", width: 4, height: 3 },
    pack: "mobilesam@1.0.0",
    evaluator: "predicted-iou",
    attentionSource: "grid" as const,
    seeds: [],
    attention: { rows: 8, cols: 8, values: new Array<number>(64).fill(1 / 64) },
    funnel: { seeds: 64, proposed: 192, afterPredictedIou: 140, afterStability: 67, afterNms: 20, kept: 9 },
    timings: { encode: 0, segment: 0, discover: 1, evaluate: 0, total: 1 },
    provider: "cpu",
    embedding: "disk" as const,
    settings: { predIou: 0.88 },
  };

  const point = { x: 1, y: 1 };
  const mask = { rle: { size: [3, 4] as const, counts: "04" }, area: 3, bbox: [0, 0, 1, 3] as const, stability: 1 };
  const trace: NonNullable<Run["trace"]> = {
    tokens: [true, false, true].map((kept, token) => {
      const region = { x0: 0, y0: 0, x1: 1, y1: 1 };
      return { token, region, attention: 0.2, meanLogit: kept ? 3 : -4, kept };
    }),
    initial: { ...mask, prompt: "most-attended-point", point, maskIndex: 1, predictedIou: 0.91 },
    logits: { rows: 1, cols: 1, min: 0, max: 0, data: "AA==" },
    graph: { cosine: 0.7, edges: [[0, 1]], coreness: [1, 1], k: 1, core: [0, 1], fellBack: true },
    background: null,
    casualties: [],
    dropped: [],
    without: [],
    layers: [],
    notes: [],
  };

  it("tell the steps in order, and that SAM's order is no answer", () => {
    const steps = stepsOf({ ...run, trace });
    expect(steps.map((step) => step.value)).toEqual(["64", "2", "3", "64", "9", "2", "9", "–"]);
    expect(steps.map((step) => step.title)).toEqual(Object.values(textNow().steps.titles));
    expect(steps.at(-1)?.explanation).toContain("not an answer to the question");
    expect(steps.every((step) => step.explanation.includes("mobilesam@1.0.0"))).toBe(true);
    const amg = steps.find((step) => step.id === "amg")?.explanation;
    expect(amg).toContain("192 masks; 140 were left after the predicted IoU (> 0.88), 67 after the stability");
    expect(steps.find((step) => step.id === "initial")?.explanation).toContain("25.0% of the picture");
  });

  it("say of a run without a trace that it has none", () => {
    const steps = stepsOf(run);
    expect(steps.map((step) => step.value)).toEqual(["64", "–", "–", "64", "9", "–", "9", "–"]);
  });

  it("name the groups that failed", () => {
    const group = {
      candidates: ["a", "b"],
      reasoning: null,
      attempts: 2,
      cached: false,
      milliseconds: 1,
      exchange: null,
    };
    const scoring: NonNullable<Run["scoring"]> = {
      evaluator: "chat",
      model: "tiny at 127.0.0.1",
      usesGroundTruth: false,
      groupSize: 5,
      seed: 0,
      cot: true,
      maskStyle: "binary",
      groups: [
        { ...group, scores: [0.1, 0.2], error: null },
        { ...group, scores: null, error: "no JSON" },
      ],
      usage: null,
    };
    const last = stepsOf({ ...run, evaluator: "chat", scoring }).find((step) => step.id === "ranked");
    expect(last).toMatchObject({ how: "1 of 2 groups failed", value: "4" });
    expect(last?.explanation).toContain("those candidates have no score");
  });

  it("name another evaluator", () => {
    expect(stepsOf({ ...run, evaluator: "geo-tiny" }).find((step) => step.id === "ranked")?.how).toBe("by geo-tiny");
  });
});

describe("project folders", () => {
  it.each([
    ["My project", "My-project"],
    ["a/b\\c:d*?", "a-b-c-d"],
    ["../../etc", "etc"],
    ["猫の写真", "猫の写真"],
    ["CON", "project-CON"],
    ["...", "project-1"],
  ])("%s becomes %s", (title, folder) => {
    expect(folderNameOf(title)).toBe(folder);
  });

  it("are joined as the system does", () => {
    expect(joinPath("/home/a", "b", "linux")).toBe("/home/a/b");
    expect(joinPath("/", "b", "linux")).toBe("/b");
    expect(joinPath("C:\\Users", "b", "win32")).toBe("C:\\Users\\b");
  });
});

describe("toasts", () => {
  const shown = () => notificationsStore.getState().notifications.map(({ id }) => id);

  it("of the model process go when it is ready again, others stay", () => {
    notify("problem", { code: "worker-failed", message: "The model process died.", cure: "It starts again." });
    notify("problem", { code: "disk-full", message: "The disk is full.", cure: "Make room." });
    hideWorkerFailures();
    expect(shown()).toEqual(["problem:The disk is full."]);
  });

  it("of a sample go with it, errors that still matter stay", () => {
    notify("problem", { message: "There is no mask to accept yet.", cure: "Choose a candidate." }, "sample");
    notify("problem", { code: "disk-full", message: "The disk is full.", cure: "Make room." });
    notify("done", { message: "Every sample has a verdict.", cure: "" });
    hideSampleNotices();
    expect(shown().sort()).toEqual(["done:Every sample has a verdict.", "problem:The disk is full."]);
  });
});

describe("refused images", () => {
  it("are listed with their own reason each, files of the same reason and cure together", () => {
    const damaged = { message: "This picture is damaged.", cure: "Export it again." };
    const huge = { message: "This picture is too large.", cure: "Scale it down." };
    expect(
      groupRefusals([
        { imagePath: "/a.png", ...damaged },
        { imagePath: "/b.png", ...huge },
        { imagePath: "/c.png", ...damaged },
        { imagePath: "/d.png", ...damaged, cure: "Choose another one." },
      ]),
    ).toEqual([
      { ...damaged, files: ["/a.png", "/c.png"] },
      { ...huge, files: ["/b.png"] },
      { ...damaged, cure: "Choose another one.", files: ["/d.png"] },
    ]);
  });
});

describe("a row of the queue", () => {
  it("says its question, else what tells it from the others of its picture", () => {
    const sample = { id: "000000-3", category: "person", question: "Who waves?" };
    expect(labelOf(sample)).toEqual({ kind: "question", words: "Who waves?" });
    expect(labelOf({ ...sample, question: " \n" })).toEqual({ kind: "blank", words: "person" });
    expect(labelOf({ ...sample, question: "", category: " " })).toEqual({ kind: "blank", words: "000000-3" });
  });
});

describe("words", () => {
  it("tell how long ago", () => {
    const now = Date.parse("2026-11-23T12:00:00Z");
    expect(ago("2026-11-23T11:59:40Z", now)).toBe("just now");
    expect(ago("2026-11-23T09:00:00Z", now)).toBe("3 hours ago");
    expect(ago("2026-11-22T10:00:00Z", now)).toBe("yesterday");
    expect(ago("nonsense", now)).toBe("");
  });
});
