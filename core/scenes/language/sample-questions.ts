import { seededDraws } from "#core/metrics";
import type { Scene } from "#core/scenes";
import {
  type GeometricQuestion,
  judge,
  proposeProgram,
  QUESTION_KINDS,
  type QuestionKind,
  type RejectReason,
} from "#core/scenes/programs";
import { compose } from "./compose.ts";
import type { Wording } from "./wording.ts";
import { stepWords } from "./words.ts";

export interface QuestionOptions {
  readonly seed: number;
  /** How many questions are wanted; a scene that has fewer gives fewer. */
  readonly count: number;
  /** All kinds unless told. */
  readonly kinds?: readonly QuestionKind[];
  readonly wordings: Wording;
  /** How many questions of a kind there should be in proportion to the others; 1 unless told, 0 for none. */
  readonly balance?: Partial<Readonly<Record<QuestionKind, number>>>;
  /** Indices of the objects that may be answers; all unless told. */
  readonly answers?: readonly number[];
}

/** Why a proposal was not taken: the filter's reasons; "no-way" when the draw led nowhere, "repeated", "too-long",
 * "other-answer" than asked for. */
export type RejectedReason = RejectReason | "no-way" | "repeated" | "too-long" | "other-answer";

export interface SampledQuestions {
  readonly questions: readonly GeometricQuestion[];
  /** How many proposals were not taken, by reason; reasons that never occurred are left out. */
  readonly rejected: Readonly<Partial<Record<RejectedReason, number>>>;
}

/** Proposals of one kind that may fail in a row before the scene counts as having no more of it. */
const PATIENCE = 60;

/**
 * Questions about one scene (at most 30 objects), each with another program; kinds in the proportion asked for as far
 * as the scene has them, then more of those that it has. The same options give the same questions.
 */
export function sampleQuestions(scene: Scene, options: QuestionOptions): SampledQuestions {
  const draw = seededDraws(options.seed);
  const rejected: Partial<Record<RejectedReason, number>> = {};
  const questions: GeometricQuestion[] = [];
  const seen = new Set<string>();
  const weight = (kind: QuestionKind) => options.balance?.[kind] ?? 1;
  const made = new Map<QuestionKind, number>();
  for (const kind of options.kinds ?? QUESTION_KINDS) if (weight(kind) > 0) made.set(kind, 0);
  while (questions.length < options.count && made.size > 0 && scene.objects.length > 0) {
    const kind = leastServed(made, weight, draw(made.size));
    const found = oneQuestion(kind);
    if (found === null) made.delete(kind);
    else {
      made.set(kind, (made.get(kind) ?? 0) + 1);
      questions.push(found);
    }
  }
  return { questions, rejected };

  function oneQuestion(kind: QuestionKind): GeometricQuestion | null {
    for (let attempt = 0; attempt < PATIENCE; attempt += 1) {
      const outcome = attemptOne(kind);
      if (typeof outcome !== "string") return outcome;
      rejected[outcome] = (rejected[outcome] ?? 0) + 1;
    }
    return null;
  }

  function attemptOne(kind: QuestionKind): GeometricQuestion | RejectedReason {
    const program = proposeProgram(kind, scene, draw);
    if (program === null) return "no-way";
    const verdict = judge(program, scene);
    if (!verdict.ok) return verdict.reason;
    if (options.answers?.includes(verdict.target) === false) return "other-answer";
    const key = JSON.stringify(program);
    if (seen.has(key)) return "repeated";
    const said = compose(program, options.wordings, draw);
    if (said === null) return "too-long";
    seen.add(key);
    const { values, target } = verdict;
    return { text: said.text, form: said.form, kind, program, values, target, words: program.map(stepWords) };
  }
}

/** The kind that has fewest questions for its weight; the search starts at one drawn, so that ties are fair. */
function leastServed(
  made: ReadonlyMap<QuestionKind, number>,
  weight: (kind: QuestionKind) => number,
  start: number,
): QuestionKind {
  const kinds = [...made.keys()];
  const share = (kind: QuestionKind) => (made.get(kind) ?? 0) / weight(kind);
  return [...kinds.slice(start), ...kinds.slice(0, start)].reduce((best, kind) =>
    share(kind) < share(best) ? kind : best,
  );
}
