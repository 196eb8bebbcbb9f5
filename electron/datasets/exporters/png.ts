import { IGNORE_SUFFIX, NAMES_FILE, NameClaims } from "#electron/datasets/predictions";
import { REASONS } from "#electron/datasets/reading";
import { type Exporter, maskPng } from "#electron/datasets/writing";

/** One PNG a sample, as `--predictions` reads them. */
export const png: Exporter = {
  info: {
    id: "png",
    title: "PNG masks",
    summary: "<id>.png, 8 bits, 255 inside and 0 outside; <id>.ignore.png where a region does not count; names.jsonl",
    source: "folder",
    options: [],
    hasMapping: false,
  },
  begin: async ({ folder }) => {
    const claims = new NameClaims();
    const names = await folder.lines(NAMES_FILE);
    return {
      add: async ({ id, question, mask, ignore }) => {
        if (mask === null) return { reason: REASONS.maskMissing, message: "Give it a mask, or leave it out." };
        const stem = claims.claim(id);
        const line = { id, mask: `${stem}.png`, ...(ignore === null ? {} : { ignore: `${stem}${IGNORE_SUFFIX}.png` }) };
        await folder.write(line.mask, await maskPng(mask));
        if (ignore !== null) await folder.write(`${stem}${IGNORE_SUFFIX}.png`, await maskPng(ignore));
        await names.add(`${JSON.stringify({ ...line, question })}\n`);
        return null;
      },
      finish: async () => {},
    };
  },
};
