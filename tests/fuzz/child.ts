import { Finding, Fuzzer } from "./targets.ts";

/** What the parent asks: inputs `from` to `to` (not included) of one target. */
export interface Order {
  readonly target: string;
  readonly from: number;
  readonly to: number;
}

export type Report =
  | { readonly type: "start"; readonly index: number }
  | { readonly type: "finding"; readonly index: number; readonly message: string }
  | { readonly type: "done"; readonly taken: number; readonly refused: number; readonly maxRssMb: number };

const MAX_RSS_MB = 1_024;

const [work = "", project = "", canary = "", seed = ""] = process.argv.slice(2);
const fuzzer = new Fuzzer({ work, project, canary }, seed);
let current = -1;

const say = (report: Report) => process.send?.(report);
const findOf = (what: string) => (thrown: unknown) => {
  const message = thrown instanceof Error ? (thrown.stack ?? thrown.message).slice(0, 1_500) : String(thrown);
  say({ type: "finding", index: current, message: `${what}: ${message}` });
};
process.on("unhandledRejection", findOf("an unhandled rejection"));
process.on("uncaughtException", findOf("an uncaught exception"));
process.on("disconnect", () => process.exit(0));
process.on("message", (order: Order) => void obey(order));

async function obey({ target, from, to }: Order): Promise<void> {
  const tally = { taken: 0, refused: 0 };
  let told = false;
  for (current = from; current < to; current++) {
    say({ type: "start", index: current });
    try {
      tally[await fuzzer.run(target, current)]++;
    } catch (thrown) {
      if (thrown instanceof Finding) say({ type: "finding", index: current, message: thrown.message.slice(0, 1_500) });
      else findOf("the fuzzer itself failed")(thrown);
    }
    const rss = maxRssMb();
    if (rss > MAX_RSS_MB && !told) {
      told = true;
      say({ type: "finding", index: current, message: `memory of ${rss} MB` });
    }
  }
  // What was thrown on another way arrives before the order counts as done.
  await new Promise((resolve) => setImmediate(resolve));
  fuzzer.close();
  say({ type: "done", ...tally, maxRssMb: maxRssMb() });
}

/** The most that this process ever had, in MB; Linux and macOS differ in the unit. */
function maxRssMb(): number {
  const { maxRSS } = process.resourceUsage();
  return Math.round(process.platform === "darwin" ? maxRSS / 2 ** 20 : maxRSS / 2 ** 10);
}
