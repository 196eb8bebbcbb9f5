import { Button, Group, Modal, Switch, TextInput } from "@mantine/core";
import { useState } from "react";
import type { ErrorReport } from "#core/errors";
import { ErrorPanel } from "#renderer/feedback";
import { reportOf, useApi } from "#renderer/link";
import { openDialog, useShell } from "#renderer/shell";
import { SourcePicker } from "./source-picker.tsx";
import styles from "./transfers.module.css";
import { showTransfer } from "./transfers.ts";

/** Another model's masks as candidates of the samples that are there. */
export function PredictionsDialog() {
  const isOpen = useShell((shell) => shell.dialog === "import-predictions" && shell.project !== null);
  return (
    <Modal
      opened={isOpen}
      onClose={() => openDialog(null)}
      title="Import another model’s masks"
      size={600}
      keepMounted
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <PredictionsForm />
    </Modal>
  );
}

function PredictionsForm() {
  const api = useApi();
  const project = useShell((shell) => shell.project);
  const [path, setPath] = useState<string | null>(null);
  const [name, setName] = useState("");
  const [strict, setStrict] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ErrorReport | null>(null);
  const isReady = path !== null && name.trim() !== "";
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
      <p className={styles.dim}>
        A folder of masks named by sample id (PNG, or COCO RLE as JSON), or one file: JSON Lines with an id and a mask a
        line, or COCO results. They become candidates that can be reviewed, chosen and scored.
      </p>
      <SourcePicker label="Folder or file of masks" files value={path} onChange={setPath} height={240} />
      <TextInput
        size="xs"
        label="Name of the model"
        description="Stands on its candidates. A later import under this name takes the place of this one."
        dir="auto"
        maxLength={200}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        onKeyDown={(event) => event.key === "Enter" && isReady && !isBusy && void start()}
      />
      <Switch
        size="xs"
        label="Strict"
        description="Nothing is written if any of the masks is wrong."
        checked={strict}
        onChange={(event) => setStrict(event.currentTarget.checked)}
      />
      {problem && <ErrorPanel report={problem} />}
      <Group justify="flex-end">
        <Button variant="default" onClick={() => openDialog(null)}>
          Cancel
        </Button>
        <Button loading={isBusy} disabled={!isReady} onClick={() => void start()}>
          Import the masks
        </Button>
      </Group>
    </div>
  );
}
