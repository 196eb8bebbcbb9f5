import { Button, Textarea } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { keyLabel, runsOnMac } from "#renderer/actions";
import { askQueueAnew } from "#renderer/queue";
import { keepQuestion, loadQuestion, useSession, useSessionState } from "#renderer/session";
import styles from "./review.module.css";

/** Writes the first question of a sample that came without one. What was typed is kept until it is saved. */
export function QuestionEditor({ sampleId }: { readonly sampleId: string }) {
  const session = useSession();
  const client = useQueryClient();
  const projectId = useSessionState((state) => state.projectId);
  const dir = useSessionState((state) => state.dir);
  const [text, setText] = useState(() => loadQuestion(dir, sampleId) ?? "");
  const [isBusy, setBusy] = useState(false);
  const isReady = text.trim() !== "" && !isBusy;
  const type = (typed: string): void => {
    setText(typed);
    keepQuestion(dir, sampleId, typed);
  };
  const save = async (): Promise<void> => {
    setBusy(true);
    const isSaved = await session.questions.write(sampleId, text);
    setBusy(false);
    if (isSaved) await askQueueAnew(client, projectId);
  };
  const key = keyLabel("Mod+Enter", runsOnMac());
  return (
    <div className={styles.questionEditor} data-testid="question-editor">
      <Textarea
        aria-label="Question of this sample"
        placeholder="What is to be found here? This sample came without a question."
        autosize
        minRows={2}
        maxRows={5}
        maxLength={100_000}
        dir="auto"
        value={text}
        disabled={isBusy}
        onChange={(event) => type(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Escape") event.currentTarget.blur();
          if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.nativeEvent.isComposing) return;
          // Not the verdict that these keys mean elsewhere.
          event.preventDefault();
          event.stopPropagation();
          if (isReady) void save();
        }}
      />
      <Button size="compact-sm" disabled={!isReady} loading={isBusy} onClick={() => void save()}>
        Save the question&nbsp; <kbd>{key}</kbd>
      </Button>
    </div>
  );
}
