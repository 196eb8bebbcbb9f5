import { beforeEach, describe, expect, it } from "vitest";
import type { TransferNote, TransferReport } from "#core/samples";
import type { TransferJob } from "#electron/api";
import type { Api } from "#renderer/link";
import {
  busyWords,
  datasetName,
  figuresOf,
  followLeft,
  groupNotes,
  hasPlace,
  heard,
  isTransferring,
  markRead,
  progressWords,
  shareOf,
  tellable,
  titleOf,
  useLeftBehind,
  useTransfers,
  withoutEnding,
} from "#renderer/transfers";

const job = (change: Partial<TransferJob> = {}): TransferJob => ({
  id: "a",
  projectId: "p",
  kind: "import",
  format: "coco",
  path: "/data/coco.json",
  state: "running",
  progress: null,
  report: null,
  error: null,
  ...change,
});

const report = (change: Partial<TransferReport> = {}): TransferReport => ({
  direction: "import",
  format: "coco",
  path: "/data/coco.json",
  taken: 3,
  present: 1,
  skipped: 0,
  partly: 0,
  reasons: [],
  notes: [],
  notesFile: null,
  cancelled: false,
  ...change,
});

const note = (reason: string, file: string, outcome: TransferNote["outcome"] = "skipped"): TransferNote => ({
  outcome,
  reason,
  file,
  field: null,
  line: null,
  message: "Mend it.",
});

const progress = (done: number, total: number, unit: "bytes" | "files" = "files") => ({
  done,
  total,
  unit,
  taken: 0,
  skipped: 0,
});

describe("news of transfers", () => {
  beforeEach(() => useTransfers.setState(useTransfers.getInitialState(), true));
  const told = () => tellable(useTransfers.getState(), "p");

  it("are told as long as one goes on, and its end until somebody has seen it", () => {
    heard(job());
    expect(told()?.state).toBe("running");
    expect(isTransferring("p")).toBe(true);
    heard(job({ state: "done", report: report() }));
    expect(told()?.state).toBe("done");
    expect(isTransferring("p")).toBe(false);
    markRead("a");
    expect(told()).toBeNull();
  });

  it("of an end are not undone by the late answer to the start", () => {
    heard(job({ state: "done", report: report() }));
    heard(job());
    expect(told()?.state).toBe("done");
  });

  it("are those of the project that is open, what goes on before what has ended", () => {
    heard(job({ id: "b", projectId: "other" }));
    expect(told()).toBeNull();
    heard(job({ id: "c", state: "failed" }));
    heard(job({ id: "d" }));
    expect(told()?.id).toBe("d");
  });
});

describe("a project that was left while it is written to", () => {
  const project = { projectId: "p", dir: "/p", title: "P" };
  let tell: (job: TransferJob) => void = () => undefined;
  let lose: () => void = () => undefined;
  let isHeard = false;
  const api = {
    datasets: {
      watch: {
        subscribe: (
          _: unknown,
          hooks: { onData: typeof tell; onConnectionStateChange: (change: { state: string; error: unknown }) => void },
        ) => {
          isHeard = true;
          tell = hooks.onData;
          lose = () => hooks.onConnectionStateChange({ state: "connecting", error: new Error("gone") });
          return { unsubscribe: () => (isHeard = false) };
        },
      },
    },
  } as unknown as Api;
  let ended: string[] = [];
  const names = () => useLeftBehind.getState().projects.map(({ title }) => title);
  beforeEach(() => {
    useTransfers.setState(useTransfers.getInitialState(), true);
    useLeftBehind.setState({ projects: [] });
    ended = [];
    heard(job());
    followLeft(api, project, ({ id }) => ended.push(id));
  });

  it("is followed until its last transfer has ended", () => {
    expect(names()).toEqual(["P"]);
    tell(job({ id: "before", state: "done" }));
    tell(job({ progress: progress(5, 20) }));
    expect(ended).toEqual([]);
    tell(job({ id: "b" }));
    tell(job({ state: "done", report: report() }));
    expect(ended).toEqual([]);
    tell(job({ id: "b", state: "failed" }));
    expect(ended).toEqual(["b"]);
    expect(isTransferring("p")).toBe(false);
    expect(names()).toEqual([]);
    expect(isHeard).toBe(false);
  });

  it("is followed once, however often it is left", () => {
    followLeft(api, project, () => ended.push("twice"));
    tell(job({ state: "done", report: report() }));
    expect(ended).toEqual(["a"]);
  });

  it("is given up when the process behind it goes away", () => {
    lose();
    expect(names()).toEqual([]);
    expect(isTransferring("p")).toBe(false);
    expect(isHeard).toBe(false);
    expect(ended).toEqual([]);
  });
});

describe("the name of a dataset", () => {
  it.each([
    ["/data/ReasonSeg", "ReasonSeg"],
    ["/data/birds v1.2/", "birds v1.2"],
    ["/data/my-birds.json", "my-birds"],
    ["/data/my-birds.jsonl.gz", "my-birds"],
    ["/data/birds/instances_val.json", "birds"],
    ["/data/birds/annotations/instances_val2017.json", "birds"],
    ["C:\\sets\\birds\\data\\train-00000-of-00002.parquet", "birds"],
    ["/data/valves.json", "valves"],
    ["/data/samples.json", "samples"],
    ["C:\\samples.json", "samples"],
    ["/.json", ".json"],
    ["", ""],
  ])("of %j is %j", (source, name) => {
    expect(datasetName(source)).toBe(name);
  });

  it("loses only the endings of dataset files", () => {
    expect(withoutEnding("instances_val.json")).toBe("instances_val");
    expect(withoutEnding("Mr. Smith")).toBe("Mr. Smith");
  });
});

describe("how far a transfer is", () => {
  it("is a share only where the whole is known", () => {
    expect(shareOf(job())).toBeNull();
    expect(shareOf(job({ progress: progress(5, 0) }))).toBeNull();
    expect(shareOf(job({ progress: progress(5, 20) }))).toBe(0.25);
    expect(shareOf(job({ progress: progress(30, 20) }))).toBe(1);
  });

  it.each([
    [progress(12, 40), "12 of 40 files"],
    [progress(1200, 0), "1,200 files"],
    [progress(1.5 * 2 ** 20, 2 ** 31, "bytes"), "1.6 MB of 2.1 GB"],
    [progress(900, 0, "bytes"), "900 bytes"],
  ])("is said in words: %#", (now, words) => {
    expect(progressWords(now)).toBe(words);
  });
});

describe("what a transfer did", () => {
  it("says whether something was left out", () => {
    expect(titleOf(job({ state: "done", report: report() }))).toBe("Import done");
    expect(titleOf(job({ state: "done", report: report({ skipped: 1 }) }))).toBe("Import done, with notes");
    expect(titleOf(job({ kind: "export", state: "cancelled" }))).toBe("Export cancelled");
  });

  it("says that nothing was written instead of naming a folder that does not exist", () => {
    const none = job({ kind: "export", state: "done", report: report({ taken: 0, skipped: 8 }) });
    expect(titleOf(none)).toBe("Nothing was written");
    expect(hasPlace(none)).toBe(false);
    expect(hasPlace({ ...none, state: "cancelled" })).toBe(false);
    const some = { ...none, report: report({ taken: 1, skipped: 7 }) };
    expect(titleOf(some)).toBe("Export done, with notes");
    expect(hasPlace(some)).toBe(true);
    expect(hasPlace(job({ kind: "export" }))).toBe(true);
    expect(hasPlace(job({ state: "failed" }))).toBe(true);
  });

  it("names what keeps the project busy", () => {
    expect(busyWords(job({ kind: "predictions" }))).toMatch(/^An import /);
    expect(busyWords(job({ kind: "export" }))).toMatch(/^An export /);
  });

  it("counts what can be there already only for imports", () => {
    expect(figuresOf(report(), "import").map(([name]) => name)).toContain("already-there");
    expect(figuresOf(report(), "export").map(([name]) => name)).not.toContain("already-there");
  });

  it("lists notes by reason and outcome, with the counts of those that are not listed", () => {
    const notes = [
      note("its image is missing", "a"),
      note("it has no mask", "b", "partly"),
      note("its image is missing", "c"),
    ];
    const counts = [{ reason: "its image is missing", outcome: "skipped" as const, count: 4000 }];
    expect(groupNotes(notes, counts)).toEqual([
      { reason: "its image is missing", outcome: "skipped", count: 4000, notes: [notes[0], notes[2]] },
      { reason: "it has no mask", outcome: "partly", count: 1, notes: [notes[1]] },
    ]);
    expect(groupNotes([])).toEqual([]);
  });
});
