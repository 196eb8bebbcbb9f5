import { ActionIcon, Skeleton, Tooltip } from "@mantine/core";
import { IconHistory, IconPencil } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { type Action, actions } from "#renderer/actions";
import { useKeyLabel, withKey } from "#renderer/keymap";
import { titleOf, useText } from "#renderer/language";
import { LinkedQuestion } from "#renderer/reasoning";
import { needsQuestion, useSession, useSessionState } from "#renderer/session";
import { Line, oneLine, Words } from "#renderer/words";
import { QuestionEditor } from "./question-editor.tsx";
import styles from "./review.module.css";

/** As much of a question as the panel shows at first. */
const SHOWN_AT_FIRST = 1200;

/** The question in people's own words: any language, any length; never read as anything but text. */
export function QuestionPanel() {
  const words = useText().review.question;
  const sampleId = useSessionState((state) => state.sample?.detail.id ?? null);
  const question = useSessionState((state) => state.sample?.detail.question ?? null);
  const isMissing = useSessionState((state) => state.sample !== null && needsQuestion(state.sample.detail));
  const isRewording = useSessionState((state) => state.rewording);
  return (
    <section aria-label={words.title} data-tour="question" className={styles.questionSection}>
      <Head />
      {question === null ? (
        <div className={styles.question}>
          <Skeleton height={14} mb={8} />
          <Skeleton height={14} width="70%" />
        </div>
      ) : isMissing && sampleId !== null ? (
        <QuestionEditor key={sampleId} sampleId={sampleId} present={null} />
      ) : isRewording && sampleId !== null ? (
        <QuestionEditor key={sampleId} sampleId={sampleId} present={question} />
      ) : (
        <div className={styles.question} tabIndex={question.length > 300 ? 0 : undefined}>
          <LinkedQuestion text={question}>
            <Words key={sampleId} text={question} most={SHOWN_AT_FIRST} testId="question" />
          </LinkedQuestion>
        </div>
      )}
    </section>
  );
}

/** Where the sample comes from: its picture, and what its dataset says of it. */
function Head() {
  const words = useText().review.question;
  const imageName = useSessionState((state) => state.sample?.detail.imageName ?? null);
  const imagePath = useSessionState((state) => state.sample?.detail.image.path ?? "");
  return (
    <>
      <div className={styles.h}>
        <span>{words.title}</span>
        <QuestionTools />
        {imageName !== null && (
          <Tooltip
            label={<bdi>{oneLine(imagePath, 1000)}</bdi>}
            multiline
            maw={480}
            classNames={{ tooltip: styles.pathTooltip ?? "" }}
          >
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the whole path is to be had with the keyboard too. */}
            <bdi className={styles.fileName} data-testid="image-name" tabIndex={0}>
              <Line text={imageName} />
            </bdi>
          </Tooltip>
        )}
        <Category />
      </div>
      <Origin />
    </>
  );
}

/** What can be done with a question that is there. */
function QuestionTools() {
  const hasQuestion = useSessionState((state) => state.sample !== null && !needsQuestion(state.sample.detail));
  if (!hasQuestion) return null;
  return (
    <span className={styles.questionTools}>
      {[
        { action: actions.editQuestion, icon: <IconPencil size={14} stroke={1.6} /> },
        { action: actions.showHistory, icon: <IconHistory size={14} stroke={1.6} /> },
      ].map(({ action, icon }) => (
        <QuestionTool key={action.id} action={action} icon={icon} />
      ))}
    </span>
  );
}

function QuestionTool({ action, icon }: { readonly action: Action; readonly icon: ReactNode }) {
  const session = useSession();
  const key = useKeyLabel(action);
  return (
    <Tooltip label={withKey(titleOf(action), key)}>
      <ActionIcon
        size={24}
        variant="subtle"
        color="gray"
        aria-label={titleOf(action)}
        onMouseDown={(event) => event.preventDefault()}
        onClick={() => action.perform({ session })}
      >
        {icon}
      </ActionIcon>
    </Tooltip>
  );
}

function Category() {
  const category = useSessionState((state) => state.sample?.detail.category ?? "");
  if (!category) return null;
  return (
    <bdi className={styles.pill} title={oneLine(category, 500)}>
      <Line text={category} most={80} />
    </bdi>
  );
}

const none: readonly string[] = [];

/** The dataset's split and kinds, where it has any. */
function Origin() {
  const words = useText().review.question;
  const split = useSessionState((state) => state.sample?.detail.split ?? "");
  const kind = useSessionState((state) => state.sample?.detail.kind ?? none);
  if (split === "" && kind.length === 0) return null;
  return (
    <div className={styles.origin} data-testid="origin">
      {split !== "" && (
        <span title={words.splitHint}>
          {words.split}{" "}
          <bdi>
            <Line text={split} most={60} />
          </bdi>
        </span>
      )}
      {kind.map((one) => (
        <bdi key={one} title={words.kindHint}>
          <Line text={one} most={60} />
        </bdi>
      ))}
    </div>
  );
}
