import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type EvaluationReport, evaluationReportSchema } from "#electron/evaluation";
import { openProject } from "#electron/store";
import { type ChatRequest, type ChatServer, startChatServer } from "../../mocks/chat-server.mjs";
import { colourDatasets, dataset, dir, expectFigures, linesOf, SAMPLES, start, TINY } from "./evaluate-run-setup.ts";

colourDatasets();

const hashOf = ({ body }: ChatRequest) => createHash("sha256").update(JSON.stringify(body)).digest("hex");

describe("killed with SIGKILL in the middle", () => {
  it("goes on without asking again, and reports what an uninterrupted run reports", async () => {
    const server: ChatServer = await startChatServer();
    const out = join(dir, "killed");
    const chat = (folder: string, cache: string) => {
      const named = ["--evaluator", "chat", "--endpoint", server.url, "--model", "mock", "--out", folder, "--json"];
      const env = { REA2SEG_CACHE_DIR: join(dir, cache) };
      return (...more: string[]) => start(["evaluate", "--dataset", dataset, ...TINY, ...named, ...more], env);
    };
    try {
      // Ten answers, then silence. Three samples are asked at a time, in three groups each at most: at least two are
      // finished, and the next ones are half asked.
      server.script = new Array(10).fill("ok");
      server.otherwise = "hang";
      const first = chat(out, "cache-killed")();
      await server.arrived(11);
      await first.said(/evaluating (?!0 )\d+ %/);
      first.child.kill("SIGKILL");
      await first.answer;
      const answered = server.requests.slice(0, 10).map(hashOf);
      // The kill may come between an answer and its arrival on the disk: that one alone is asked for again.
      const kept = readdirSync(join(dir, "cache-killed", "chat")).filter((name) => name.endsWith(".json")).length;
      expect(kept).toBeGreaterThan(0);
      const before = linesOf(out).map(({ id }) => id);
      expect(before.length).toBeGreaterThan(0);
      expect(before.length).toBeLessThan(12);
      expect(JSON.parse(readFileSync(join(out, "run.json"), "utf8")).state).toBe("running");

      const asked = server.requests.length;
      server.otherwise = "ok";
      const second = await chat(out, "cache-killed")("--resume").answer;
      expect(second.code, second.stderr).toBe(0);
      expect(second.stderr).toContain(`${before.length} of 12 samples are finished`);
      const ids = linesOf(out).map(({ id }) => id);
      expect(ids.slice(0, before.length)).toEqual(before);
      expect([...ids].sort()).toEqual(SAMPLES.map(({ id }) => id));
      const later = server.requests.slice(asked).map(hashOf);
      expect(later.filter((hash) => answered.includes(hash)).length).toBeLessThanOrEqual(answered.length - kept);

      const resumed = server.requests.length;
      const whole = await chat(join(dir, "never killed"), "cache-whole")().answer;
      expect(later).toHaveLength(server.requests.length - resumed - kept);
      const figures = ({ average, macro, categories, kinds, evaluator, samples, failed }: EvaluationReport) => {
        return { average, macro, categories, kinds, evaluator, samples, failed };
      };
      expect(figures(JSON.parse(second.stdout))).toEqual(figures(JSON.parse(whole.stdout)));
      expectFigures(evaluationReportSchema.parse(JSON.parse(second.stdout)), out);
    } finally {
      await server.close();
    }
  });

  it("also where Ctrl-C stopped it: exit 5 and the way on", async () => {
    const server: ChatServer = await startChatServer({ script: ["ok", "ok", "ok"], otherwise: "hang" });
    const out = join(dir, "stopped");
    try {
      const args = ["--evaluator", "chat", "--endpoint", server.url, "--model", "other", "--out", out];
      const first = start(["evaluate", "--dataset", dataset, ...TINY, ...args]);
      await server.arrived(4);
      first.child.kill("SIGINT");
      const { code, stderr } = await first.answer;
      expect(code).toBe(5);
      expect(stderr).toContain(`--resume --out ${out}`);
      expect(JSON.parse(readFileSync(join(out, "run.json"), "utf8"))).toMatchObject({ state: "stopped" });
      server.otherwise = "ok";
      const second = await start(["evaluate", "--dataset", dataset, ...TINY, ...args, "--resume"]).answer;
      expect(second.code, second.stderr).toBe(0);
      expect(linesOf(out)).toHaveLength(12);
    } finally {
      await server.close();
    }
  });
});

describe("a project", () => {
  const identity = { author: "a", device: "d" };
  const eventsOf = (project: string) => {
    const store = openProject(project, identity);
    const { events } = store.verify();
    store.close();
    return events;
  };

  it("is run sample by sample, each result in it once, also after a kill; and not while it is open", async () => {
    const project = join(dir, "project");
    expect((await start(["import", "own", dataset, "--project", project]).answer).code).toBe(0);
    const imported = eventsOf(project);
    const server: ChatServer = await startChatServer({ script: new Array(10).fill("ok"), otherwise: "hang" });
    try {
      const args = ["evaluate", "--project", project, ...TINY, "--evaluator", "chat"];
      const named = [...args, "--endpoint", server.url, "--model", "mock2"];
      const first = start(named);
      await server.arrived(11);
      await first.said(/evaluating (?!0 )\d+ %/);
      first.child.kill("SIGKILL");
      await first.answer;
      server.otherwise = "ok";
      const second = await start([...named, "--resume", "--json"]).answer;
      expect(second.code, second.stderr).toBe(0);
      const found = evaluationReportSchema.parse(JSON.parse(second.stdout));
      expect(found.run?.folder.startsWith(join(project, "runs"))).toBe(true);
      expectFigures(found, found.run?.folder ?? "");
      const store = openProject(project, identity);
      try {
        for (const { id } of SAMPLES) expect(store.sample(id).run?.batch).toBe(found.run?.id);
        expect(store.verify().ok).toBe(true);
        // One event a sample: nothing was recorded twice.
        expect(store.verify().events).toBe(imported + SAMPLES.length);
        const locked = await start(named).answer;
        expect(locked.code).toBe(1);
        expect(locked.stderr).toContain("already open");
      } finally {
        store.close();
      }
    } finally {
      await server.close();
    }
  });
});
