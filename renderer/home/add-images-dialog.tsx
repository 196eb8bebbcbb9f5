import { Button, Group, Modal } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { ErrorReport } from "#core/errors";
import { ErrorPanel } from "#renderer/feedback";
import { useText } from "#renderer/language";
import { reportOf, useApi } from "#renderer/link";
import { openDialog, showProject, useShell } from "#renderer/shell";
import { tellAdded } from "./add-images.ts";
import { type ImagesChoice, ImagesForm, noImages } from "./images-form.tsx";

/** Adds a folder of images to the open project. */
export function AddImagesDialog() {
  const { projects: words, shell } = useText();
  const api = useApi();
  const client = useQueryClient();
  const project = useShell((shell) => shell.project);
  const isOpen = useShell((shell) => shell.dialog === "add-images") && project !== null;
  const [choice, setChoice] = useState<ImagesChoice>(noImages);
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ErrorReport | null>(null);
  const { dir, question, copy } = choice;

  const add = async (): Promise<void> => {
    if (!project || dir === undefined) return;
    setBusy(true);
    setProblem(null);
    try {
      const report = await api.samples.addFolder.mutate({ projectId: project.projectId, dir, question, copy });
      tellAdded(report);
      await client.invalidateQueries();
      openDialog(null);
      // Opened anew, so that a project that was empty shows its first sample.
      if (report.added > 0) showProject({ ...project });
    } catch (thrown) {
      setProblem(reportOf(thrown));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal
      opened={isOpen}
      onClose={() => openDialog(null)}
      title={words.addTitle}
      size={600}
      closeButtonProps={{ "aria-label": words.close }}
    >
      <ImagesForm value={choice} onChange={setChoice} />
      {problem && <ErrorPanel report={problem} />}
      <Group justify="flex-end" mt={16}>
        <Button variant="default" onClick={() => openDialog(null)}>
          {shell.cancel}
        </Button>
        <Button loading={isBusy} disabled={dir === undefined || question.trim() === ""} onClick={() => void add()}>
          {words.addThese}
        </Button>
      </Group>
    </Modal>
  );
}
