import type { Database } from "./database.ts";

/**
 * What a sample's runs say in two numbers, for the queue's filters: the newest run's best score, and the most that two
 * runs about the newest run's wording differ over the score of one mask.
 */
export function summariseScores(db: Database, sampleId: string): void {
  db.run(
    `UPDATE sample SET
       top_score = (SELECT max(value) FROM score WHERE run_id = latest_run),
       disagreement = (
         SELECT max(spread) FROM (
           SELECT max(value) - min(value) AS spread
           FROM run JOIN candidate ON candidate.run_id = run.id
             JOIN score ON score.run_id = run.id AND score.candidate_id = candidate.id
           WHERE run.sample_id = sample.id
             AND run.question_version = (SELECT question_version FROM run WHERE id = sample.latest_run)
           GROUP BY candidate.mask_hash HAVING count(DISTINCT run.id) > 1))
     WHERE id = ?`,
    sampleId,
  );
}
