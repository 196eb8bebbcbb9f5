import { Button, Modal, TextInput } from "@mantine/core";
import { IconListCheck } from "@tabler/icons-react";
import { useState } from "react";
import type { ErrorReport } from "#core/errors";
import { EmptyState, ErrorPanel } from "#renderer/feedback";
import { filled, useText } from "#renderer/language";
import { reportOf, useApi } from "#renderer/link";
import { openDialog, showProject, useShell } from "#renderer/shell";
import { type NewProject, useNewProject } from "./new-project.ts";
import { Preview, Problem, Waiting } from "./preview-panel.tsx";
import { SourcePicker } from "./source-picker.tsx";
import styles from "./transfers.module.css";
import { showTransfer } from "./transfers.ts";
import { type ReviewSource, useReviewSource } from "./use-review-source.ts";

/** Masks of a model and their images become a project in which each mask waits for its verdict. */
export function ReviewMasksDialog() {
  const text = useText();
  const isOpen = useShell((shell) => shell.dialog === "review-masks");
  // Here and not in the form: what was chosen is still there when the dialog is opened again.
  const from = useReviewSource(isOpen);
  const project = useNewProject(from.places.data?.name ?? null);
  return (
    <Modal
      opened={isOpen}
      onClose={() => openDialog(null)}
      title={text.imports.review.title}
      size="min(1180px, calc(100vw - 48px))"
      closeButtonProps={{ "aria-label": text.transfers.close }}
    >
      <ReviewForm from={from} project={project} />
    </Modal>
  );
}

interface MadeProject {
  readonly wanted: { readonly dir: string; readonly title: string };
  readonly target: Parameters<typeof showProject>[0];
}

function ReviewForm({ from, project }: { readonly from: ReviewSource; readonly project: NewProject }) {
  const text = useText();
  const words = text.imports.review;
  const api = useApi();
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ErrorReport | null>(null);
  const [made, setMade] = useState<MadeProject | null>(null);
  const samples = from.preview.data?.samples.length ?? 0;
  const isReady = samples > 0 && !from.isBehind && project.title.trim() !== "" && project.dir.trim() !== "";
  const start = async (): Promise<void> => {
    setBusy(true);
    setProblem(null);
    try {
      const wanted = { dir: project.dir.trim(), title: project.title.trim() };
      // Made by a try before this one, whose import did not start: it must not be made again.
      const isMade = made?.wanted.dir === wanted.dir && made.wanted.title === wanted.title;
      const target = isMade ? made.target : await api.projects.create.mutate(wanted);
      setMade({ wanted, target });
      const { projectId } = target;
      const job = await api.datasets.startImport.mutate({ ...from.input, projectId, strict: false, copy: false });
      showProject(target);
      showTransfer(job);
      setMade(null);
      project.reset();
    } catch (thrown) {
      setProblem(reportOf(thrown));
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className={styles.dialog} data-testid="review-masks-dialog">
      <div className={styles.left}>
        <SourcePicker label={words.source} files value={from.source} onChange={from.setSource} height={330} />
        {from.source !== null && from.places.data && <Places from={from} />}
        {from.source !== null && from.places.data && <Fields from={from} project={project} />}
      </div>
      <div className={styles.right}>
        <First from={from} />
      </div>
      {problem && (
        <div className={styles.startProblem}>
          <ErrorPanel report={problem} />
        </div>
      )}
      <div className={styles.buttons}>
        <span className={styles.dim} data-testid="review-hint">
          {samples > 0 ? words.staysHint : ""}
        </span>
        <Button variant="default" onClick={() => openDialog(null)}>
          {text.shell.cancel}
        </Button>
        <Button loading={isBusy} disabled={!isReady} onClick={() => void start()}>
          {words.start}
        </Button>
      </div>
    </div>
  );
}

function Places({ from }: { readonly from: ReviewSource }) {
  const text = useText();
  const words = text.imports.review;
  const [isLooking, setLooking] = useState(false);
  const places = from.places.data;
  if (!places) return null;
  return (
    <div className={styles.choices}>
      <p className={styles.dim} data-testid="mask-kind">
        {filled(words.readAs, <b>{words.kinds[places.kind]}</b>)}
      </p>
      <div className={styles.picked}>
        <code data-testid="review-images">{filled(words.images, <bdi>{places.images}</bdi>)}</code>
        <Button size="compact-xs" variant="default" onClick={() => setLooking(!isLooking)}>
          {isLooking ? text.shell.keepPlace : text.shell.changePlace}
        </Button>
      </div>
      {isLooking && (
        <SourcePicker
          label={words.imagesFolder}
          files={false}
          value={null}
          onChange={(path) => {
            setLooking(false);
            from.setImages(path);
          }}
          height={200}
        />
      )}
    </div>
  );
}

function Fields({ from, project }: { readonly from: ReviewSource; readonly project: NewProject }) {
  const text = useText();
  return (
    <div className={styles.choices}>
      <TextInput
        size="xs"
        label={text.imports.review.model}
        placeholder={from.places.data?.name}
        dir="auto"
        maxLength={200}
        value={from.model}
        onChange={(event) => from.setModel(event.currentTarget.value)}
      />
      <TextInput
        size="xs"
        label={text.transfers.title}
        dir="auto"
        maxLength={200}
        value={project.title}
        onChange={(event) => project.setTitle(event.currentTarget.value)}
      />
      <TextInput
        size="xs"
        label={text.transfers.folder}
        value={project.dir}
        onChange={(event) => project.setDir(event.currentTarget.value)}
      />
    </div>
  );
}

function First({ from }: { readonly from: ReviewSource }) {
  const words = useText().imports.review;
  const { source, places, preview, isBehind } = from;
  if (source === null) {
    return (
      <EmptyState title={words.choose} icon={<IconListCheck size={30} stroke={1.3} aria-hidden />}>
        {words.chooseHint}
      </EmptyState>
    );
  }
  if (places.error) return <Problem thrown={places.error} onRetry={() => void places.refetch()} />;
  if (preview.error) return <Problem thrown={preview.error} onRetry={() => void preview.refetch()} />;
  if (!preview.data) return <Waiting />;
  return <Preview preview={preview.data} isBehind={isBehind} onRole={() => undefined} />;
}
