import { QueryClient, QueryObserver } from "@tanstack/react-query";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { askQueueAnew } from "#renderer/queue";

let client: QueryClient;
beforeEach(() => {
  client = new QueryClient();
  client.mount();
});
afterEach(() => client.unmount());

/** A queue whose answers come when the test says so. */
function watched() {
  const answers: ((total: number) => void)[] = [];
  const observer = new QueryObserver<number>(client, {
    queryKey: ["queue", "p", 0],
    queryFn: () => new Promise((answer) => answers.push(answer)),
    staleTime: 60_000,
  });
  const stop = observer.subscribe(() => {});
  return { answers, observer, stop };
}

describe("askQueueAnew", () => {
  it("does not let a first answer stand that was under way when the samples came", async () => {
    const { answers, observer, stop } = watched();
    expect(answers).toHaveLength(1);
    const anew = askQueueAnew(client, "p");
    await expect.poll(() => answers.length).toBe(2);
    answers[0]?.(0);
    answers[1]?.(3);
    await anew;
    expect(observer.getCurrentResult().data).toBe(3);
    stop();
  });

  it("asks again what has an answer, and leaves other projects alone", async () => {
    const { answers, observer, stop } = watched();
    answers[0]?.(1);
    await expect.poll(() => observer.getCurrentResult().data).toBe(1);
    await askQueueAnew(client, "another");
    expect(answers).toHaveLength(1);
    const anew = askQueueAnew(client, "p");
    await expect.poll(() => answers.length).toBe(2);
    answers[1]?.(2);
    await anew;
    expect(observer.getCurrentResult().data).toBe(2);
    stop();
  });
});
