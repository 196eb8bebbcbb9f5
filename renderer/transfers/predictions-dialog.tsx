import { Button, Group, Modal, TextInput } from "@mantine/core";
import { useState } from "react";
import type { ErrorReport } from "#core/errors";
import { ErrorPanel } from "#renderer/feedback";
import { useText } from "#renderer/language";
import { reportOf, useApi } from "#renderer/link";
import { openDialog, useShell } from "#renderer/shell";
import { DescribedSwitch } from "./described-switch.tsx";
import { SourcePicker } from "./source-picker.tsx";
import { busyWords } from "./transfer-words.ts";
import styles from "./transfers.module.css";
import { showTransfer, useUnderWay } from "./transfers.ts";

/** Another model's masks as candidates of the samples that are there. */
export function PredictionsDialog() {
  const text = useText();
  const isOpen = useShell((shell) => shell.dialog === "import-predictions" && shell.project !== null);
  // Here and not in the form: what was chosen is still there when the dialog is opened again.
  const [choice, setChoice] = useState<Choice>({ path: null, name: "", strict: false });
  return (
    <Modal
      opened={isOpen}
      onClose={() => openDialog(null)}
      title={text.imports.predictions.title}
      size={600}
      closeButtonProps={{ "aria-label": text.transfers.close }}
    >
      <PredictionsForm choice={choice} setChoice={setChoice} />
    </Modal>
  );
}

interface Choice {
  readonly path: string | null;
  readonly name: string;
  readonly strict: boolean;
}

interface PredictionsFormProps {
  readonly choice: Choice;
  readonly setChoice: (choice: Choice) => void;
}

function PredictionsForm({ choice, setChoice }: PredictionsFormProps) {
  const text = useText();
  const words = text.imports.predictions;
  const api = useApi();
  const project = useShell((shell) => shell.project);
  const { path, name, strict } = choice;
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ErrorReport | null>(null);
  const underWay = useUnderWay(project?.projectId ?? null);
  const isReady = underWay === null && path !== null && name.trim() !== "";
  const start = async (): Promise<void> => {
    if (!project || path === null) return;
    setBusy(true);
    setProblem(null);
    try {
      const { projectId } = project;
      showTransfer(await api.datasets.startPredictions.mutate({ projectId, path, name: name.trim(), strict }));
    } catch (thrown) {
      setProblem(reportOf(thrown));
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className={styles.form}>
      <p className={styles.dim}>{words.intro}</p>
      <SourcePicker
        label={words.source}
        files
        value={path}
        onChange={(path) => setChoice({ ...choice, path })}
        height={240}
      />
      <TextInput
        size="xs"
        label={words.model}
        description={words.modelHint}
        dir="auto"
        maxLength={200}
        value={name}
        onChange={(event) => setChoice({ ...choice, name: event.currentTarget.value })}
        onKeyDown={(event) => event.key === "Enter" && isReady && !isBusy && void start()}
      />
      <DescribedSwitch
        label={text.transfers.strict}
        description={words.strictHint}
        checked={strict}
        onChange={(strict) => setChoice({ ...choice, strict })}
      />
      {problem && <ErrorPanel report={problem} />}
      <Group justify="flex-end">
        {underWay && <span className={styles.dim}>{busyWords(underWay)}</span>}
        <Button variant="default" onClick={() => openDialog(null)}>
          {text.shell.cancel}
        </Button>
        <Button loading={isBusy} disabled={!isReady} onClick={() => void start()}>
          {words.start}
        </Button>
      </Group>
    </div>
  );
}
