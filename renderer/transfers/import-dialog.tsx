import { Button, Modal, SegmentedControl, TextInput } from "@mantine/core";
import { useState } from "react";
import type { ErrorReport } from "#core/errors";
import { ErrorPanel } from "#renderer/feedback";
import { useText } from "#renderer/language";
import { reportOf, useApi } from "#renderer/link";
import { openDialog, showProject, useShell } from "#renderer/shell";
import { DescribedSwitch } from "./described-switch.tsx";
import { FormatField } from "./format-field.tsx";
import { type NewProject, useNewProject } from "./new-project.ts";
import { OptionFields } from "./option-fields.tsx";
import { PreviewPanel } from "./preview-panel.tsx";
import { SourcePicker } from "./source-picker.tsx";
import { busyWords } from "./transfer-words.ts";
import styles from "./transfers.module.css";
import { showTransfer, useUnderWay } from "./transfers.ts";
import { type Source, useSource } from "./use-source.ts";

/** Brings a dataset into the open project, or from home into a new one. Shows what it would take first. */
export function ImportDialog() {
  const text = useText();
  const isOpen = useShell((shell) => shell.dialog === "import-dataset");
  const isNew = useShell((shell) => shell.project === null);
  // Here and not in the form: what was chosen is still there when the dialog is opened again.
  const from = useSource(isOpen);
  const project = useNewProject(from.source);
  const [choice, setChoice] = useState<Choice>(usual);
  return (
    <Modal
      opened={isOpen}
      onClose={() => openDialog(null)}
      title={isNew ? text.imports.dataset.newTitle : text.imports.dataset.title}
      size="min(1180px, calc(100vw - 48px))"
      closeButtonProps={{ "aria-label": text.transfers.close }}
    >
      <ImportForm isNew={isNew} from={from} project={project} choice={choice} setChoice={setChoice} />
    </Modal>
  );
}

interface Choice {
  readonly copy: boolean;
  readonly strict: boolean;
}
const usual: Choice = { copy: false, strict: false };

interface ImportFormProps {
  readonly isNew: boolean;
  readonly from: Source;
  readonly project: NewProject;
  readonly choice: Choice;
  readonly setChoice: (choice: Choice) => void;
}

function ImportForm({ isNew, from, project, choice, setChoice }: ImportFormProps) {
  const text = useText();
  const words = text.imports.dataset;
  const api = useApi();
  const open = useShell((shell) => shell.project);
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ErrorReport | null>(null);
  const isMissing = missingRoles(from).length > 0;
  const underWay = useUnderWay(open?.projectId ?? null);
  const isReady =
    from.preview.data !== undefined &&
    !from.preview.error &&
    !from.isBehind &&
    !isMissing &&
    underWay === null &&
    (!isNew || (project.title.trim() !== "" && project.dir.trim() !== ""));

  const start = async (): Promise<void> => {
    setBusy(true);
    setProblem(null);
    try {
      const target = isNew
        ? await api.projects.create.mutate({ dir: project.dir.trim(), title: project.title.trim() })
        : open;
      if (!target) return;
      const { projectId } = target;
      const job = await api.datasets.startImport.mutate({ ...from.input, ...choice, projectId }).catch((thrown) => {
        // The project is there by now: a second try must not make it again.
        if (isNew) showProject(target);
        openDialog("import-dataset");
        throw thrown;
      });
      if (isNew) showProject(target);
      showTransfer(job);
      project.reset();
    } catch (thrown) {
      setProblem(reportOf(thrown));
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className={styles.dialog} data-testid="import-dialog">
      <div className={styles.left}>
        <SourcePicker
          label={words.source}
          files
          value={from.source}
          onChange={(path) => {
            setProblem(null);
            from.setSource(path);
          }}
          height={isNew ? 330 : 380}
        />
        {from.source !== null && (
          <>
            <FormatField
              label={text.transfers.format}
              formats={from.formats}
              likely={from.detected.data}
              isLooking={from.detected.isFetching}
              value={from.format}
              onChange={from.setFormat}
            />
            {from.format && (
              <OptionFields options={from.format.options} values={from.options} onChange={from.setOption} />
            )}
            <Choices value={choice} onChange={setChoice} />
            {isNew && <ProjectFields project={project} />}
          </>
        )}
      </div>
      <div className={styles.right}>
        <PreviewPanel from={from} />
      </div>
      {/* Beside the button that was pressed: the column above scrolls. */}
      {problem && (
        <div className={styles.startProblem}>
          <ErrorPanel report={problem} />
        </div>
      )}
      <div className={styles.buttons}>
        <span className={styles.dim} data-testid="import-hint">
          {underWay
            ? busyWords(underWay)
            : isMissing
              ? words.columnMissing
              : from.preview.data && !from.isBehind
                ? words.nothingYet
                : ""}
        </span>
        <Button variant="default" onClick={() => openDialog(null)}>
          {text.shell.cancel}
        </Button>
        <Button loading={isBusy} disabled={!isReady} onClick={() => void start()}>
          {isNew ? words.create : words.start}
        </Button>
      </div>
    </div>
  );
}

/** Roles without which nothing can be read. */
function missingRoles({ preview }: Source): readonly string[] {
  const mapping = preview.data?.mapping;
  if (!mapping) return [];
  return mapping.roles.filter(({ role, required }) => required && !mapping.mapping[role]).map(({ role }) => role);
}

function Choices({ value, onChange }: { readonly value: Choice; readonly onChange: (choice: Choice) => void }) {
  const text = useText();
  const words = text.imports.dataset;
  return (
    <div className={styles.choices}>
      <SegmentedControl
        size="xs"
        fullWidth
        aria-label={words.images}
        value={value.copy ? "copy" : "reference"}
        data={[
          { value: "reference", label: words.refer },
          { value: "copy", label: words.copy },
        ]}
        onChange={(chosen) => onChange({ ...value, copy: chosen === "copy" })}
      />
      <p className={styles.dim}>{value.copy ? text.projects.copyHint : text.projects.referHint}</p>
      <DescribedSwitch
        label={text.transfers.strict}
        description={words.strictHint}
        checked={value.strict}
        onChange={(strict) => onChange({ ...value, strict })}
      />
    </div>
  );
}

function ProjectFields({ project }: { readonly project: NewProject }) {
  const words = useText().transfers;
  return (
    <div className={styles.choices}>
      <TextInput
        size="xs"
        label={words.title}
        dir="auto"
        maxLength={200}
        value={project.title}
        onChange={(event) => project.setTitle(event.currentTarget.value)}
      />
      <TextInput
        size="xs"
        label={words.folder}
        value={project.dir}
        onChange={(event) => project.setDir(event.currentTarget.value)}
      />
    </div>
  );
}
