import { afterEach, describe, expect, it } from "vitest";
import { blocksOf, GUIDES, guideText } from "#renderer/help";
import { openDialog, useShell } from "#renderer/shell";
import { askForTour, endTour, placeCard, startTour, TOUR_STEPS, useTour, walkTour } from "#renderer/tour";

const view = { width: 1280, height: 800 };
const card = { width: 340, height: 160 };

afterEach(() => endTour());

describe("the tour's card", () => {
  const within = ({ left, top }: { left: number; top: number }): boolean =>
    left >= 0 && top >= 0 && left + card.width <= view.width && top + card.height <= view.height;

  it("stands beside what it speaks of, on the first side with room", () => {
    const queue = { left: 0, top: 44, width: 208, height: 640 };
    expect(placeCard(queue, card, view)).toEqual({ left: 220, top: 44 });
    const verdict = { left: 933, top: 716, width: 347, height: 60 };
    expect(placeCard(verdict, card, view)).toEqual({ left: 581, top: 628 });
    const pipeline = { left: 0, top: 680, width: 1280, height: 90 };
    expect(placeCard(pipeline, card, view)).toEqual({ left: 12, top: 508 });
  });

  it("is within the window in any case, also over a picture that fills it", () => {
    for (const anchor of [null, { left: 0, top: 0, ...view }, { left: 208, top: 44, width: 725, height: 640 }]) {
      expect(within(placeCard(anchor, card, view))).toBe(true);
    }
  });
});

describe("the tour", () => {
  it("goes through its steps, back too, and ends behind the last", () => {
    startTour();
    expect(walkTour(-1)).toBe(true);
    expect(useTour.getState().at).toBe(0);
    for (let step = 1; step < TOUR_STEPS.length; step++) expect(walkTour(1)).toBe(true);
    expect(walkTour(1)).toBe(false);
    expect(useTour.getState().at).toBeNull();
    expect(walkTour(1)).toBe(false);
  });

  it("closes what lies over the work when it is asked for", () => {
    openDialog("keys");
    askForTour();
    expect(useShell.getState().dialog).toBeNull();
    expect(useTour.getState()).toEqual({ asked: true, at: null });
  });
});

describe("guides", () => {
  it.each(GUIDES)("%s came with the app and can be read", async (guide) => {
    const blocks = blocksOf(await guideText(guide));
    expect(blocks[0]?.kind).toBe("heading");
    expect(blocks.length).toBeGreaterThan(3);
    for (const block of blocks) {
      if (block.kind === "heading" || block.kind === "text") expect(block.text).not.toMatch(/\]\(|\*\*/);
      if (block.kind === "table") expect(new Set(block.rows.map((row) => row.length)).size).toBe(1);
    }
  });

  it("are laid out by headings, code, tables and paragraphs", () => {
    const text =
      "# One\nText with a [link](x.md)\nand *some* `code`.\n- an item\n\n```sh\nnpm start\n```\n\n| a | b |\n| --- | --- |\n| 1 | 2 |";
    expect(blocksOf(text)).toEqual([
      { kind: "heading", text: "One" },
      { kind: "text", text: "Text with a link and some code.\n- an item" },
      { kind: "code", text: "npm start" },
      {
        kind: "table",
        rows: [
          ["a", "b"],
          ["1", "2"],
        ],
      },
    ]);
  });
});
