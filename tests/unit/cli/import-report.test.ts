import { expect, it } from "vitest";
import type { TransferReport } from "#core/samples";
import { describeReport } from "../../../electron/cli/import-report.ts";

const report = (counts: Partial<TransferReport>): TransferReport => ({
  ...{ direction: "import", format: "f", path: "/s", taken: 3, present: 0, skipped: 0, partly: 0 },
  ...{ reasons: [], notes: [], notesFile: null, cancelled: false },
  ...counts,
});

it.each([
  [{}, false, "taken    3, image files stay where they are"],
  [{}, true, "taken    3, images copied into the project"],
  [{ takenFromInside: 3 }, false, "taken    3, images of 3 from inside the files were copied into the project"],
  [
    { takenFromInside: 2 },
    false,
    "taken    3, images of 2 from inside the files were copied into the project, the other image files stay where they are",
  ],
  [{ taken: 0 }, false, "taken    0"],
])("says where the images are: %j, copy %s", (counts, copy, line) => {
  const lines = describeReport(report(counts), { project: "/p", copy }).split("\n");
  expect(lines).toContain(`  ${line}`);
});

it("says which split no sample had", () => {
  const none = report({ taken: 0 });
  expect(describeReport(none, { project: null, copy: false })).toContain("No sample was found there.");
  expect(describeReport(none, { project: null, copy: false, split: "x" })).toContain('No sample of the split "x"');
});
