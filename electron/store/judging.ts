import type { AssignReport, AssignRequest, Pointed, Pointing, ReviewRules, SampleFilter } from "#core/samples";
import { annotatorsOf, assignSamples } from "./assignments.ts";
import type { ProjectJudging } from "./contract.ts";
import type { Ledger } from "./ledger.ts";
import { pointAt } from "./pointings.ts";
import { changeRules, rulesOf } from "./review-rules.ts";

/** How the samples of an open project are judged, and by whom. */
export class Judging implements ProjectJudging {
  readonly #ledger: Ledger;

  constructor(ledger: Ledger) {
    this.#ledger = ledger;
  }

  get author(): string {
    return this.#ledger.author;
  }

  rules(): ReviewRules {
    this.#ledger.assertOpen();
    return rulesOf(this.#ledger.db);
  }

  changeRules(patch: Partial<ReviewRules>): ReviewRules {
    return changeRules(this.#ledger, patch);
  }

  pointAt(sampleId: string, pointed: Pointed): Pointing {
    return pointAt(this.#ledger, sampleId, pointed);
  }

  assign(filter: SampleFilter, request: AssignRequest): AssignReport {
    return assignSamples(this.#ledger, filter, request);
  }

  annotators(): readonly string[] {
    this.#ledger.assertOpen();
    return annotatorsOf(this.#ledger.db);
  }
}
