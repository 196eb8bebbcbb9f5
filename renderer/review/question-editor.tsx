import { Button, Group, Textarea } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { keyLabel, runsOnMac } from "#renderer/keymap";
import { useText } from "#renderer/language";
import { askQueueAnew } from "#renderer/queue";
import { keepQuestion, loadQuestion, useSession, useSessionState } from "#renderer/session";
import styles from "./review.module.css";

interface QuestionEditorProps {
  readonly sampleId: string;
  /** The wording that is there; null for a sample that came without one. */
  readonly present: string | null;
}

/** Writes a sample's first question, or another wording of it. What was typed is kept until it is saved. */
export function QuestionEditor({ sampleId, present }: QuestionEditorProps) {
  const words = useText().review.question;
  const session = useSession();
  const client = useQueryClient();
  const projectId = useSessionState((state) => state.projectId);
  const dir = useSessionState((state) => state.dir);
  const [text, setText] = useState(() => loadQuestion(dir, sampleId) ?? present ?? "");
  const [isBusy, setBusy] = useState(false);
  // A sample without a question says so by itself, until somebody wants to save none.
  const [wasTried, setTried] = useState(false);
  const isEmpty = text.trim() === "";
  const isReady = !isEmpty && text !== present && !isBusy;
  const type = (typed: string): void => {
    setText(typed);
    keepQuestion(dir, sampleId, typed === present ? null : typed);
  };
  const save = async (): Promise<void> => {
    setBusy(true);
    const { questions } = session;
    const isSaved = await (present === null ? questions.write(sampleId, text) : questions.edit(sampleId, text));
    setBusy(false);
    if (isSaved) await askQueueAnew(client, projectId);
  };
  const leave = (field: HTMLElement): void => {
    field.blur();
    // Typed words are never dropped by a key that is pressed in passing.
    if (present !== null && text === present) session.questions.giveUp(sampleId);
  };
  const key = keyLabel("Mod+Enter", runsOnMac());
  return (
    <div className={styles.questionEditor} data-testid="question-editor">
      <Textarea
        aria-label={words.label}
        placeholder={present === null ? words.placeholder : words.placeholderEmptied}
        error={isEmpty && (present !== null || wasTried) && words.notEmpty}
        autosize
        minRows={2}
        maxRows={5}
        autoFocus={present !== null}
        onFocus={(event) => event.currentTarget.setSelectionRange(text.length, text.length)}
        maxLength={100_000}
        dir="auto"
        value={text}
        disabled={isBusy}
        onChange={(event) => type(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Escape") leave(event.currentTarget);
          if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.nativeEvent.isComposing) return;
          // Not the verdict that these keys mean elsewhere.
          event.preventDefault();
          event.stopPropagation();
          setTried(true);
          if (isReady) void save();
        }}
      />
      <Group gap={6}>
        {present !== null && (
          <Button size="compact-sm" variant="default" onClick={() => session.questions.giveUp(sampleId)}>
            {words.leave}
          </Button>
        )}
        <Button size="compact-sm" disabled={!isReady} loading={isBusy} onClick={() => void save()}>
          {words.save}&nbsp; <kbd>{key}</kbd>
        </Button>
      </Group>
    </div>
  );
}
