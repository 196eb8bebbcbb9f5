import { type DrawWhole, seededDraws } from "#core/metrics";
import { isHeldOut, type Scene } from "#core/scenes";
import { sampleQuestions, type Wording } from "#core/scenes/language";
import { type GeometricQuestion, judge, QUESTION_KINDS, type QuestionKind } from "#core/scenes/programs";

export interface PlanOptions {
  readonly seed: number;
  /** Questions over all scenes. */
  readonly questions: number;
  readonly scenes: number;
  readonly wordings: Wording;
  /** Whether every answer has to be a held-out pair of colour and shape. */
  readonly heldOutTargets: boolean;
}

/** Tries of one kind on one scene before the next kind has its turn. */
const TRIES = 6;

/**
 * Questions for one scene after the other, so that every kind is asked equally often over all of them: the kind that was
 * asked least comes first, and where a scene has none of it the next. What scenes lack, later ones make up for.
 */
export class QuestionPlan {
  readonly #options: PlanOptions;
  readonly #draw: DrawWhole;
  readonly #kinds = new Map<QuestionKind, number>(QUESTION_KINDS.map((kind) => [kind, 0]));
  readonly #rejected = new Map<string, number>();
  #asked = 0;
  #made = 0;

  constructor(options: PlanOptions) {
    this.#options = options;
    this.#draw = seededDraws(options.seed);
  }

  get made(): number {
    return this.#made;
  }

  /** Questions of each kind, in the order of the kinds. */
  kinds(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#kinds);
  }

  /** Proposals that were not taken, by reason, the most frequent first. */
  rejected(): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.#rejected].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)));
  }

  /**
   * As many as are due with this scene; fewer where it has no more. No two of them have the same program, and none has
   * another answer where the `unclear` objects are not there.
   */
  next(scene: Scene, unclear: readonly number[] = []): GeometricQuestion[] {
    const { questions, scenes } = this.#options;
    this.#asked++;
    const due = Math.floor((this.#asked * questions) / scenes) - this.#made;
    const clear = { ...scene, objects: scene.objects.filter((_, at) => !unclear.includes(at)) };
    const found: GeometricQuestion[] = [];
    const seen = new Set<string>();
    while (found.length < due) {
      const question = this.#one(scene, clear, seen);
      if (question === null) break;
      seen.add(JSON.stringify(question.program));
      this.#kinds.set(question.kind, (this.#kinds.get(question.kind) ?? 0) + 1);
      this.#made++;
      found.push(question);
    }
    return found;
  }

  #one(scene: Scene, clear: Scene, seen: ReadonlySet<string>): GeometricQuestion | null {
    for (const kind of this.#order()) {
      for (let attempt = 0; attempt < TRIES; attempt++) {
        const { wordings } = this.#options;
        const seed = this.#draw(2 ** 32);
        const { questions, rejected } = sampleQuestions(scene, { seed, count: 1, kinds: [kind], wordings });
        for (const [reason, times] of Object.entries(rejected)) this.#reject(reason, times);
        const [question] = questions;
        if (question === undefined) break;
        const problem = this.#problemOf(question, scene, clear, seen);
        if (problem === null) return question;
        this.#reject(problem, 1);
      }
    }
    return null;
  }

  #problemOf(
    { program, target }: GeometricQuestion,
    scene: Scene,
    clear: Scene,
    seen: ReadonlySet<string>,
  ): string | null {
    if (seen.has(JSON.stringify(program))) return "repeated";
    const object = scene.objects[target];
    if (this.#options.heldOutTargets && !(object && isHeldOut(object.color, object.shape)))
      return "answer-not-held-out";
    if (clear.objects.length === scene.objects.length) return null;
    const verdict = judge(program, clear);
    return verdict.ok && clear.objects[verdict.target] === object ? null : "hidden-object-matters";
  }

  /** Kinds by how often they were asked, least first; of equal ones the order is drawn. */
  #order(): QuestionKind[] {
    const keyed = [...this.#kinds].map(([kind, times]) => ({ kind, times, lot: this.#draw(2 ** 32) }));
    return keyed.sort((a, b) => a.times - b.times || a.lot - b.lot).map(({ kind }) => kind);
  }

  #reject(reason: string, times: number): void {
    this.#rejected.set(reason, (this.#rejected.get(reason) ?? 0) + times);
  }
}
