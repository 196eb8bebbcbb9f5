import { memo } from "react";
import type { Candidate } from "#core/samples";
import { useView } from "#renderer/canvas";
import { type Catalogue, useText } from "#renderer/language";
import { Words } from "#renderer/words";
import type { Piece } from "./pieces.ts";
import styles from "./reasoning.module.css";
import { candidateOfObject, type SceneFacts } from "./scene-mentions.ts";
import { mention, useMentioned } from "./state.ts";

interface LinkedWordsProps {
  readonly pieces: readonly Piece[];
  readonly facts: SceneFacts | null;
  readonly candidates: readonly Candidate[];
  readonly testId: string;
}

/** A text whose words light up what they name on the picture and in the gallery, and light up with it. */
export const LinkedWords = memo(function LinkedWords({ pieces, facts, candidates, testId }: LinkedWordsProps) {
  return (
    <span className="r2-words" dir="auto" data-testid={testId}>
      {pieces.map((piece, place) =>
        piece.candidates.length === 0 && piece.objects.length === 0 ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of a text have no other name than their place.
          <Words key={place} text={piece.text} isInline />
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: as above.
          <Named key={place} piece={piece} facts={facts} candidates={candidates} />
        ),
      )}
    </span>
  );
});

interface NamedProps {
  readonly piece: Piece;
  readonly facts: SceneFacts | null;
  readonly candidates: readonly Candidate[];
}

function Named({ piece, facts, candidates }: NamedProps) {
  const words = useText().reasoning;
  const ids = candidatesOf(piece, facts, candidates);
  const isLit = useView((view) => view.hoveredCandidate !== null && ids.includes(view.hoveredCandidate));
  const isMentioned = useMentioned((state) => state.objects.some((object) => piece.objects.includes(object)));
  const enter = (): void => {
    mention(piece.objects);
    useView.setState({ hoveredCandidate: ids[0] ?? null });
  };
  const leave = (): void => {
    mention([]);
    useView.setState({ hoveredCandidate: null });
  };
  return (
    <button
      type="button"
      className={styles.named}
      data-lit={isLit || isMentioned}
      data-candidates={ids.join(" ")}
      title={titleOf(piece, facts, candidates, ids, words)}
      onMouseDown={(event) => event.preventDefault()}
      onMouseEnter={enter}
      onMouseLeave={leave}
      onFocus={enter}
      onBlur={leave}
    >
      <Words text={piece.text} isInline />
    </button>
  );
}

function candidatesOf(piece: Piece, facts: SceneFacts | null, candidates: readonly Candidate[]): readonly string[] {
  if (facts === null) return piece.candidates;
  const shown = piece.objects.flatMap((object) => candidateOfObject(object, facts.objects, candidates)?.id ?? []);
  return [...piece.candidates, ...shown];
}

function titleOf(
  piece: Piece,
  facts: SceneFacts | null,
  candidates: readonly Candidate[],
  ids: readonly string[],
  words: Catalogue["reasoning"],
): string {
  const objects = piece.objects.flatMap((index) => {
    const object = facts?.objects[index];
    return object ? `${object.size} ${object.color} ${object.material} ${object.shape}` : [];
  });
  const ranks = ids.flatMap((id) => candidates.find((one) => one.id === id)?.rank ?? []);
  const shown = ranks.length === 0 ? words.noCandidate : words.candidates(ranks);
  return [...objects, shown].join("; ");
}
