import type { Migration } from "./migration.ts";

/** The ignore layer as people have it, masks that came to be judged, and whose a human mask is. Nothing in the log changes. */
export const maskLayers: Migration = {
  version: 4,
  name: "mask-layers",
  sql: `
-- Null: as the dataset has it.
ALTER TABLE edit ADD COLUMN ignore_hash TEXT REFERENCES mask (hash);

-- The mask that a sample came with to be judged, and the candidate that it is: what is chosen before any edit.
ALTER TABLE sample ADD COLUMN proposal TEXT REFERENCES mask (hash);
ALTER TABLE sample ADD COLUMN proposal_candidate TEXT;

ALTER TABLE candidate ADD COLUMN author TEXT;
UPDATE candidate SET author = (SELECT author FROM verdict WHERE verdict.sample_id = candidate.sample_id)
  WHERE source = 'human';
`,
};
