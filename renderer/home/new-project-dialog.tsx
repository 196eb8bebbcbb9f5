import { Button, Group, Modal, TextInput } from "@mantine/core";
import { useWindowEvent } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { ErrorReport } from "#core/errors";
import { ErrorPanel } from "#renderer/feedback";
import { useText } from "#renderer/language";
import { reportOf, useApi } from "#renderer/link";
import { openDialog, showProject, useShell } from "#renderer/shell";
import { tellAdded } from "./add-images.ts";
import { FolderBrowser } from "./folder-browser.tsx";
import styles from "./home.module.css";
import { type ImagesChoice, ImagesForm, noImages } from "./images-form.tsx";
import { folderNameOf, joinPath } from "./project-folder.ts";

/** First the project's name and place, then its images; the second step may be left for later. */
export function NewProjectDialog() {
  const words = useText().projects;
  const isOpen = useShell((shell) => shell.dialog === "new-project");
  const [isChoosing, setChoosing] = useState(false);
  // Escape closes what was opened last: the choice of a place, then the dialog.
  useWindowEvent("keydown", (event) => {
    if (isOpen && isChoosing && event.key === "Escape" && !event.isComposing) setChoosing(false);
  });
  return (
    <Modal
      opened={isOpen}
      closeOnEscape={!isChoosing}
      onClose={() => {
        setChoosing(false);
        openDialog(null);
      }}
      title={words.newTitle}
      size={600}
      closeButtonProps={{ "aria-label": words.close }}
    >
      <NewProjectForm isChoosing={isChoosing} setChoosing={setChoosing} />
    </Modal>
  );
}

interface FormProps {
  /** The place is being chosen. */
  readonly isChoosing: boolean;
  readonly setChoosing: (isChoosing: boolean) => void;
}

function NewProjectForm({ isChoosing, setChoosing }: FormProps) {
  const { projects: words, shell } = useText();
  const api = useApi();
  const info = useQuery({
    queryKey: ["app-info"],
    queryFn: () => api.app.info.query(),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const [step, setStep] = useState<"project" | "images">("project");
  const [title, setTitle] = useState("");
  const [location, setLocation] = useState<string | null>(null);
  const [images, setImages] = useState<ImagesChoice>(noImages);
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ErrorReport | null>(null);
  const parent = location ?? info.data?.dirs.projectsDir ?? "";
  const dir = parent === "" ? "" : joinPath(parent, folderNameOf(title || "project"), info.data?.platform ?? "");

  const toImages = (): void => {
    setChoosing(false);
    setStep("images");
  };
  const create = async (withImages: boolean): Promise<void> => {
    setBusy(true);
    setProblem(null);
    try {
      const project = await api.projects.create.mutate({ dir, title: title.trim() });
      if (withImages && images.dir !== undefined) {
        const { question, copy } = images;
        const added = api.samples.addFolder.mutate({ projectId: project.projectId, dir: images.dir, question, copy });
        await added.then(tellAdded, (thrown: unknown) => setProblem(reportOf(thrown)));
      }
      setChoosing(false);
      showProject(project);
    } catch (thrown) {
      setProblem(reportOf(thrown));
    } finally {
      setBusy(false);
    }
  };

  if (step === "images") {
    const isReady = images.dir !== undefined && images.question.trim() !== "";
    return (
      <>
        <ImagesForm value={images} onChange={setImages} />
        {problem && <ErrorPanel report={problem} />}
        <Group justify="space-between" mt={16}>
          <Button variant="default" onClick={() => setStep("project")}>
            {words.back}
          </Button>
          <Group gap={8}>
            <Button variant="subtle" color="gray" disabled={isBusy} onClick={() => void create(false)}>
              {words.createEmpty}
            </Button>
            <Button loading={isBusy} disabled={!isReady} onClick={() => void create(true)}>
              {words.create}
            </Button>
          </Group>
        </Group>
      </>
    );
  }
  return (
    <div className={styles.form}>
      <TextInput
        label={words.titleLabel}
        data-autofocus
        required
        dir="auto"
        maxLength={200}
        value={title}
        onChange={(event) => setTitle(event.currentTarget.value)}
        onKeyDown={(event) => event.key === "Enter" && title.trim() !== "" && toImages()}
      />
      <div>
        <p className={styles.hint}>{words.willBe}</p>
        <Group gap={8} wrap="nowrap">
          <code className={styles.path} data-testid="project-dir">
            {dir || "…"}
          </code>
          <Button size="compact-sm" variant="default" onClick={() => setChoosing(!isChoosing)}>
            {isChoosing ? shell.keepPlace : shell.changePlace}
          </Button>
        </Group>
      </div>
      {isChoosing && <FolderBrowser label={words.choosePlace} dir={location ?? undefined} onGo={setLocation} />}
      {problem && <ErrorPanel report={problem} />}
      <Group justify="flex-end">
        <Button
          variant="default"
          onClick={() => {
            setChoosing(false);
            openDialog(null);
          }}
        >
          {shell.cancel}
        </Button>
        <Button disabled={title.trim() === "" || dir === ""} onClick={toImages}>
          {words.toImages}
        </Button>
      </Group>
    </div>
  );
}
