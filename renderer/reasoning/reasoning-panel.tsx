import { useMemo } from "react";
import type { Candidate, SampleDetail, ScoredGroup } from "#core/samples";
import { useText } from "#renderer/language";
import { useSessionState } from "#renderer/session";
import { oneLine } from "#renderer/words";
import { chatMentions } from "./chat-mentions.ts";
import { LinkedWords } from "./linked-words.tsx";
import { type Piece, piecesWith } from "./pieces.ts";
import styles from "./reasoning.module.css";
import { reasoningMentions, type SceneFacts } from "./scene-mentions.ts";
import { useSceneFacts } from "./use-scene-facts.ts";

type Scoring = NonNullable<NonNullable<SampleDetail["run"]>["scoring"]>;
const none: readonly Candidate[] = [];

/** What the evaluator said before it scored, beside the scores; what it names for certain is linked. */
export function ReasoningPanel() {
  const words = useText().reasoning;
  const scoring = useSessionState((state) => state.sample?.detail.run?.scoring ?? null);
  const candidates = useSessionState((state) => state.sample?.detail.candidates ?? none);
  const facts = useSceneFacts();
  const said = useMemo(() => (scoring === null ? [] : reasonings(scoring)), [scoring]);
  if (scoring === null || said.length === 0) return null;
  return (
    <section aria-label={words.title} className={styles.reasoning} data-testid="reasoning">
      <h3 className={styles.head}>
        <span>{words.title}</span>
        <span className={styles.whose} title={words.whose}>
          {oneLine(scoring.model, 60)}
        </span>
      </h3>
      {said.map(({ text, groups }) => (
        <Reasoning
          key={groups.join()}
          text={text}
          groups={groups}
          scoring={scoring}
          facts={facts}
          candidates={candidates}
        />
      ))}
    </section>
  );
}

interface ReasoningProps {
  readonly text: string;
  readonly groups: readonly number[];
  readonly scoring: Scoring;
  readonly facts: SceneFacts | null;
  readonly candidates: readonly Candidate[];
}

function Reasoning({ text, groups, scoring, facts, candidates }: ReasoningProps) {
  const words = useText().reasoning;
  const pieces = useMemo(
    () => linkedPieces(text, scoring, scoring.groups[groups[0] ?? 0], facts),
    [text, scoring, groups, facts],
  );
  return (
    <p className={styles.text}>
      {scoring.groups.length > 1 && (
        <span className={styles.group}>{words.groups(groups.map((group) => group + 1))}</span>
      )}
      <LinkedWords pieces={pieces} facts={facts} candidates={candidates} testId="reasoning-text" />
    </p>
  );
}

/** A chat evaluator names masks of its group, geo-tiny objects of the scene; of others nothing is known. */
function linkedPieces(
  text: string,
  { evaluator, model }: Scoring,
  group: ScoredGroup | undefined,
  facts: SceneFacts | null,
): Piece[] {
  if (evaluator === "chat" && group) return piecesWith(text, chatMentions(text, group.candidates));
  const isGeoTiny = evaluator === "pack" && model.startsWith("geo-tiny@");
  return piecesWith(text, isGeoTiny && facts ? reasoningMentions(text, facts.objects) : []);
}

interface Said {
  readonly text: string;
  /** Indices of the groups in which it was said. */
  readonly groups: readonly number[];
}

/**
 * The reasonings in the groups' order. The same words in several groups stand once, but for a chat evaluator, whose
 * "mask 1" is another mask in each group.
 */
export function reasonings({ evaluator, groups }: Pick<Scoring, "evaluator" | "groups">): Said[] {
  const said: { text: string; groups: number[] }[] = [];
  groups.forEach(({ reasoning }, index) => {
    if (reasoning === null) return;
    const same = evaluator === "chat" ? undefined : said.find((one) => one.text === reasoning);
    if (same) same.groups.push(index);
    else said.push({ text: reasoning, groups: [index] });
  });
  return said;
}
