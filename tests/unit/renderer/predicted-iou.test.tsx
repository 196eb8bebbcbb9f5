import { MantineProvider } from "@mantine/core";
import type { ReactNode } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import type { Candidate, SampleSummary } from "#core/samples";
import { textNow } from "#renderer/language";
import { saidIou, shownIou } from "#renderer/words";
import { CandidateCard } from "../../../renderer/candidates/candidate-card.tsx";
import { candidateTable } from "../../../renderer/pipeline-steps/report-masks.ts";
import { QueueRow } from "../../../renderer/queue/queue-row.tsx";
import { boxMask } from "./fake-client.ts";

const drawn = (children: ReactNode): string => renderToStaticMarkup(<MantineProvider>{children}</MantineProvider>);

const candidate = {
  id: "c1",
  rank: 1,
  source: "amg",
  rle: boxMask(0, 0, 4, 4),
  bbox: [0, 0, 4, 4],
  area: 16,
  predictedIou: 1.034,
  stability: null,
  score: null,
} as unknown as Candidate;

const nothing = () => undefined;
const card = (one: Candidate): string =>
  drawn(
    <CandidateCard
      candidate={one}
      url="/"
      isChosen={false}
      isTouched={false}
      scoredBy={null}
      evaluations={[]}
      rankedBy={null}
      region={null}
      onChoose={nothing}
      onHover={nothing}
    />,
  );

describe("a predicted IoU that no IoU can be", () => {
  it("reads as 1.00 on a card, for eyes and for screen readers, and is no other number", () => {
    expect(card(candidate)).toContain("predicted IoU 1.00");
    expect(card(candidate)).toContain("<span>1.00</span>");
    expect(card(candidate)).not.toContain("1.03");
    expect(card({ ...candidate, predictedIou: 0.954 })).toContain("<span>0.95</span>");
  });

  it("is told as SAM said it where somebody asks whose number it is", () => {
    expect(textNow().candidates.told.predictedIou(shownIou(1.034), saidIou(1.034))).toContain("1.00 (SAM said 1.03");
    expect(textNow().candidates.told.predictedIou(shownIou(0.95), saidIou(0.95))).not.toContain("SAM said");
    expect([saidIou(1.004), saidIou(1), saidIou(-0.02), saidIou(0)]).toEqual([null, null, "-0.02", null]);
  });

  it("reads as 1.00 in the queue too; an evaluator's score stands as it is", () => {
    const sample = { id: "s", question: "?", imageName: "a.png", status: "todo", stale: false };
    const row = (top: SampleSummary["top"]) =>
      drawn(
        <QueueRow
          sample={{ ...sample, top } as SampleSummary}
          isCurrent={false}
          hidesScores={false}
          top={0}
          height={40}
          onOpen={nothing}
        />,
      );
    expect(row({ score: 1.034, evaluator: "predicted-iou" })).toMatch(/SAM said 1\.03.*>1\.00</s);
    expect(row({ score: 0.9, evaluator: "chat" })).toContain(">0.90<");
  });

  it("stays what it is in the tables of a run's steps, which say that it has no bound", () => {
    const table = candidateTable("masks", [candidate], textNow().reports);
    expect(table.rows[0]?.cells).toContain("1.03");
    expect(table.columns[2]?.explanation).toContain("a little above 1");
  });
});
