import { AppError } from "#core/errors";
import { plainRules, type ReviewRules, reviewRulesSchema } from "#core/samples";
import type { Database } from "./database.ts";
import type { EventOf } from "./event-kinds.ts";
import type { Ledger } from "./ledger.ts";

/** The rules of a project; one that nobody has set any for is judged as ever, by one person a sample. */
export function rulesOf(db: Database): ReviewRules {
  const rows = db.all<{ key: string; value: string }>("SELECT key, value FROM review_rule");
  const set = Object.fromEntries(rows.map(({ key, value }) => [key, JSON.parse(value) as unknown]));
  return reviewRulesSchema.parse({ ...plainRules, ...set });
}

export function changeRules(ledger: Ledger, patch: Partial<ReviewRules>): ReviewRules {
  const parsed = reviewRulesSchema.partial().safeParse(patch);
  if (!parsed.success) {
    throw new AppError({
      code: "bad-input",
      message: `These rules are not well-formed: ${parsed.error.issues[0]?.message ?? "unknown reason"}.`,
      where: parsed.error.issues[0]?.path.join(".") ?? "",
      cure: "Between 1 and 9 people can judge a sample; the other rules are on or off.",
    });
  }
  return ledger.change(() => {
    const present = rulesOf(ledger.db);
    const changed = Object.entries(parsed.data).filter(
      ([key, value]) => value !== undefined && present[key as keyof ReviewRules] !== value,
    );
    if (changed.length > 0) ledger.record("rules.changed", { rules: Object.fromEntries(changed) });
    return rulesOf(ledger.db);
  });
}

export function applyRules(db: Database, { payload }: EventOf<"rules.changed">): void {
  for (const [key, value] of Object.entries(payload.rules)) {
    db.run("INSERT OR REPLACE INTO review_rule (key, value) VALUES (?, ?)", key, JSON.stringify(value));
  }
}

/** Who reads apart from the others now; null where one person judges each sample and all share its stack. */
export function readerOf(ledger: Ledger): string | null {
  return rulesOf(ledger.db).readers > 1 ? ledger.author : null;
}
