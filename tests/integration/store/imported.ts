import { createHash } from "node:crypto";
import type { NewSample } from "#electron/store";
import { HEIGHT, rowMask, WIDTH } from "./masks.ts";

/** Sample `n` of a dataset that never ends, on ten images; the child process and the test make the same one. */
export function importedSample(n: number): NewSample {
  return {
    imagePath: `/pictures/${n % 10}.png`,
    id: `i${n}`,
    question: n % 7 === 0 ? "" : `What is number ${n}?`,
    kind: [`kind ${n % 3}`],
    groundTruth: rowMask(n % 12, 1 + (Math.floor(n / 12) % 16)),
    details: { n, text: `detail ${n}` },
  };
}

/** What the store is told of such an image: the file itself is never read. */
export function factsOf(path: string) {
  const id = createHash("sha256").update(path).digest("hex");
  return { id, width: WIDTH, height: HEIGHT, bytes: 1, format: "png", mtimeMs: 0 };
}
