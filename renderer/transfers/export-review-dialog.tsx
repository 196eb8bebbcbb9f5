import { Button, Group, Modal, SegmentedControl, Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { ErrorReport } from "#core/errors";
import type { OpenProjectInfo } from "#electron/api";
import { EmptyState, ErrorPanel } from "#renderer/feedback";
import { useText } from "#renderer/language";
import { reportOf, useApi } from "#renderer/link";
import { useCounts } from "#renderer/queue";
import { openDialog, useShell } from "#renderer/shell";
import { PlaceFields, usePlace } from "./place-fields.tsx";
import { PathLine } from "./report-view.tsx";
import { datasetName } from "./source-name.ts";
import { busyWords } from "./transfer-words.ts";
import styles from "./transfers.module.css";
import { showTransfer, useUnderWay } from "./transfers.ts";

/** Takes the masks of a review away as they came. */
export function ExportReviewDialog() {
  const text = useText();
  const isOpen = useShell((shell) => shell.dialog === "export-review");
  const project = useShell((shell) => shell.project);
  return (
    <Modal
      opened={isOpen && project !== null}
      onClose={() => openDialog(null)}
      title={text.takeAway.review.title}
      size={640}
      closeButtonProps={{ "aria-label": text.transfers.close }}
    >
      {project && <OriginOf project={project} />}
    </Modal>
  );
}

function OriginOf({ project }: { readonly project: OpenProjectInfo }) {
  const words = useText().takeAway.review;
  const api = useApi();
  const origin = useQuery({
    queryKey: ["review-origin", project.projectId],
    queryFn: () => api.maskReview.origin.query({ projectId: project.projectId }),
    staleTime: 0,
  });
  if (origin.error) return <ErrorPanel report={reportOf(origin.error)} />;
  if (origin.isPending) return <Skeleton height={160} />;
  if (origin.data === null) {
    return <EmptyState title={words.noReview}>{words.noReviewHint}</EmptyState>;
  }
  return <ReviewExportForm project={project} origin={origin.data} />;
}

type Rejected = "leave-out" | "keep";

interface FormProps {
  readonly project: OpenProjectInfo;
  readonly origin: { readonly masks: string; readonly folder: string };
}

function ReviewExportForm({ project, origin }: FormProps) {
  const text = useText();
  const words = text.takeAway.review;
  const { projectId } = project;
  const api = useApi();
  const counts = useCounts(projectId).data;
  const [rejected, setRejected] = useState<Rejected>("leave-out");
  const place = usePlace(`${datasetName(origin.masks)}-reviewed`, origin.folder);
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ErrorReport | null>(null);
  const underWay = useUnderWay(projectId);
  const start = async (): Promise<void> => {
    if (place.path === null) return;
    setBusy(true);
    setProblem(null);
    try {
      showTransfer(await api.maskReview.startExport.mutate({ projectId, out: place.path, rejected }));
    } catch (thrown) {
      setProblem(reportOf(thrown));
    } finally {
      setBusy(false);
    }
  };
  const open = counts ? counts.todo + counts.started + counts.skipped : 0;
  return (
    <div className={styles.form} data-testid="export-review-dialog">
      <PathLine label={words.cameFrom} path={origin.masks} />
      <p className={styles.dim}>{words.how}</p>
      <div className={styles.field}>
        <span className={styles.label}>{words.rejected}</span>
        <SegmentedControl
          size="xs"
          aria-label={words.rejected}
          value={rejected}
          data={[
            { value: "leave-out", label: words["leave-out"] },
            { value: "keep", label: words.keep },
          ]}
          onChange={(chosen) => setRejected(chosen === "keep" ? "keep" : "leave-out")}
        />
        <p className={styles.dim}>{words[`${rejected}-hint`]}</p>
      </div>
      <PlaceFields place={place} />
      {problem && <ErrorPanel report={problem} />}
      <Group justify="flex-end" gap={8}>
        <span className={styles.dim} data-testid="review-open">
          {underWay ? busyWords(underWay) : open > 0 ? words.open(open) : ""}
        </span>
        <Button variant="default" onClick={() => openDialog(null)}>
          {text.shell.cancel}
        </Button>
        <Button loading={isBusy} disabled={underWay !== null || place.path === null} onClick={() => void start()}>
          {words.start}
        </Button>
      </Group>
    </div>
  );
}
