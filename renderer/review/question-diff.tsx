import { directionOf, Words, wordDiff } from "#renderer/words";
import styles from "./history.module.css";

/** More of one part is shown on demand. */
const MOST = 2000;

interface QuestionDiffProps {
  readonly before: string;
  readonly after: string;
}

/**
 * What went is struck through, what came is underlined: nobody needs to see colours. The parts run as the new wording
 * does; what went may have been in another language, and runs by itself.
 */
export function QuestionDiff({ before, after }: QuestionDiffProps) {
  return (
    <span dir={directionOf(after)} className={styles.diff}>
      {wordDiff(before, after).map((part, index) => {
        // Not as a line: the spaces at a part's ends stand between words.
        const text = <Words text={part.text} most={MOST} isInline />;
        const isGone = part.kind === "gone";
        const Mark = isGone ? "del" : part.kind === "new" ? "ins" : "span";
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a text have no other name than their place.
          <Mark key={index} dir={isGone ? "auto" : undefined}>
            {text}
          </Mark>
        );
      })}
    </span>
  );
}
