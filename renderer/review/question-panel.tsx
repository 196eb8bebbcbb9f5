import { Skeleton, Tooltip } from "@mantine/core";
import { useSessionState } from "#renderer/session";
import styles from "./review.module.css";

/** The question in people's own words: any language, any length; never read as anything but text. */
export function QuestionPanel() {
  const question = useSessionState((state) => state.sample?.detail.question ?? null);
  const category = useSessionState((state) => state.sample?.detail.category ?? "");
  const imageName = useSessionState((state) => state.sample?.detail.imageName ?? null);
  const imagePath = useSessionState((state) => state.sample?.detail.image.path ?? "");
  return (
    <section aria-label="Question" className={styles.questionSection}>
      <div className={styles.h}>
        <span>Question</span>
        {imageName !== null && (
          <Tooltip
            label={<bdi>{imagePath}</bdi>}
            multiline
            maw={480}
            classNames={{ tooltip: styles.pathTooltip ?? "" }}
          >
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the whole path is to be had with the keyboard too. */}
            <bdi className={styles.fileName} data-testid="image-name" tabIndex={0}>
              {imageName}
            </bdi>
          </Tooltip>
        )}
        {category && <span className={styles.pill}>{category}</span>}
      </div>
      {question === null ? (
        <div className={styles.question}>
          <Skeleton height={14} mb={8} />
          <Skeleton height={14} width="70%" />
        </div>
      ) : (
        <div
          className={`${styles.question} r2-words`}
          dir="auto"
          data-testid="question"
          tabIndex={question.length > 300 ? 0 : undefined}
        >
          {question}
        </div>
      )}
    </section>
  );
}
