import type { Command } from "commander";
import { parseWhole } from "./arguments.ts";
import { parseSetting, parseWithout } from "./run-request.ts";

/** Options of the method (paper 4.2, 4.3), the same wherever it runs. */
export function addMethodOptions(command: Command): Command {
  return command
    .option("--pack <id>", "model pack, id or id@version; by default one made for such pictures, else mobilesam")
    .option(
      "--evaluator <name>",
      "pack, chat, predicted-iou, random or oracle; by default the pack's own, else predicted-iou",
    )
    .option(
      "--endpoint <url>",
      "base address of a chat endpoint, up to and including /v1; its key is read from REA2SEG_API_KEY",
    )
    .option("--model <name>", "the endpoint's model")
    .option("--mask-style <style>", "how the endpoint is shown a mask: binary, overlay, contour or crop")
    .option(
      "--endpoint-set <name=value>",
      "how it is asked, such as maxSide=768 or concurrency=8; as often as needed",
      parseSetting,
      {},
    )
    .option("--without <sources>", "leave out candidates: amg, semantic, original; two at most", parseWithout, [])
    .option(
      "--set <name=value>",
      "a threshold of the discovery in the place of the pack's, such as seeds=24; as often as needed",
      parseSetting,
      {},
    )
    .option("--cot", "the evaluator reasons before it scores")
    .option("--no-cot", "it does not")
    .option("--group-size <n>", "masks that the evaluator sees at once", parseWhole("--group-size", 1, 15), 5)
    .option("--seed <n>", "seed of every random choice", parseWhole("--seed", 0, 2 ** 32 - 1), 0);
}
