import { EventEmitter } from "node:events";
import { describe, expect, it } from "vitest";
import { type UtilityProcessModule, utilityTransport, type WorkerEvents } from "#electron/jobs";

class FakeChild extends EventEmitter {
  readonly stdout = new EventEmitter() as unknown as NodeJS.ReadableStream;
  readonly stderr = new EventEmitter() as unknown as NodeJS.ReadableStream;
  readonly sent: unknown[] = [];
  pid: number | undefined;
  killed = false;
  postMessage(message: unknown): void {
    this.sent.push(message);
  }
  kill(): boolean {
    this.killed = true;
    return true;
  }
}

function start() {
  const child = new FakeChild();
  const forked: unknown[][] = [];
  const module: UtilityProcessModule = {
    fork: (...args) => {
      forked.push(args);
      return child;
    },
  };
  const heard: unknown[] = [];
  const events: WorkerEvents = {
    onMessage: (message) => heard.push(message),
    onLog: (line) => heard.push(`log: ${line}`),
    onEnd: (end) => heard.push(`end: ${end}`),
  };
  return { child, forked, heard, transport: utilityTransport(module)("/app/worker.cjs", events) };
}

describe("utilityTransport", () => {
  it("forks the worker's file and knows its pid once it is spawned", () => {
    const { child, forked, transport } = start();
    expect(forked[0]?.[0]).toBe("/app/worker.cjs");
    expect(transport.pid).toBeNull();
    child.pid = 42;
    expect(transport.pid).toBe(42);
  });

  it("carries messages both ways and lets nothing through that is none", () => {
    const { child, heard, transport } = start();
    transport.send({ type: "stop" });
    expect(child.sent).toEqual([{ type: "stop" }]);
    child.emit("message", { type: "ready" });
    child.emit("message", { type: "done", id: "one" });
    expect(heard[0]).toEqual({ type: "ready" });
    expect(heard[1]).toMatch(/^log: .*not understood/);
  });

  it("splits output into lines, the unfinished last one included, and ends after it", () => {
    const { child, heard, transport } = start();
    child.stderr.emit("data", Buffer.from("one\ntw"));
    child.stderr.emit("data", Buffer.from("o\nthree"));
    child.emit("exit", 134);
    expect(heard).toEqual(["log: one", "log: two", "log: three", "end: exit code 134"]);
    transport.send({ type: "stop" });
    expect(child.sent).toEqual([]);
  });

  it("kills", () => {
    const { child, transport } = start();
    transport.kill();
    expect(child.killed).toBe(true);
  });
});
