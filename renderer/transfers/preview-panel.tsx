import { Button, Skeleton } from "@mantine/core";
import { IconDatabaseImport, IconFolder, IconZoomQuestion } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { FormatInfo, ImportPreview } from "#core/samples";
import { EmptyState, ErrorPanel } from "#renderer/feedback";
import { useText } from "#renderer/language";
import { reportOf, useApi } from "#renderer/link";
import { MappingTable } from "./mapping-table.tsx";
import { groupNotes, NotesList } from "./notes-list.tsx";
import { PreviewCard } from "./preview-card.tsx";
import styles from "./transfers.module.css";
import type { Source } from "./use-source.ts";

/** What would be taken, before anything is written. */
export function PreviewPanel({ from }: { readonly from: Source }) {
  const { source, format, formats, detected, preview, isBehind, setRole } = from;
  if (source === null) return <Formats formats={formats} />;
  if (detected.error) return <Problem thrown={detected.error} onRetry={() => void detected.refetch()} />;
  if (format === null) {
    if (detected.isPending) return <Waiting />;
    return <Unknown source={source} />;
  }
  if (preview.error) return <Problem thrown={preview.error} onRetry={() => void preview.refetch()} />;
  if (!preview.data) return <Waiting />;
  return <Preview preview={preview.data} isBehind={isBehind} onRole={setRole} />;
}

/** Nothing reads the source, maybe because there is nothing to read. */
function Unknown({ source }: { readonly source: string }) {
  const words = useText().imports.preview;
  const api = useApi();
  const listing = useQuery({
    queryKey: ["source-empty", source],
    // A file cannot be listed, and is not an empty folder.
    queryFn: ({ signal }) =>
      api.files.list.query({ dir: source, files: true }, { signal }).then(
        ({ entries }) => entries.length === 0,
        () => false,
      ),
    staleTime: 0,
    gcTime: 0,
  });
  if (listing.isPending) return <Waiting />;
  return listing.data ? (
    <EmptyState title={words.emptyFolder} icon={<IconFolder size={30} stroke={1.3} />}>
      {words.emptyFolderHint}
    </EmptyState>
  ) : (
    <EmptyState title={words.unknown} icon={<IconZoomQuestion size={30} stroke={1.3} />}>
      {words.unknownHint}
    </EmptyState>
  );
}

/** The first samples of a source, and what of it would be left out. */
export function Preview(props: {
  readonly preview: ImportPreview;
  readonly isBehind: boolean;
  readonly onRole: (role: string, column: string) => void;
}) {
  const {
    preview: words,
    columns: { title: columns },
  } = useText().imports;
  const { preview, isBehind, onRole } = props;
  const groups = useMemo(() => groupNotes(preview.notes), [preview]);
  return (
    <div className={styles.preview} data-behind={isBehind || undefined} aria-busy={isBehind}>
      {preview.mapping && (
        <section aria-label={columns}>
          <h3>{columns}</h3>
          <MappingTable mapping={preview.mapping} onChange={onRole} />
        </section>
      )}
      <section aria-label={words.label}>
        <h3>{words.first(preview.samples.length)}</h3>
        {preview.samples.length === 0 && (
          <EmptyState title={words.none}>{groups.length > 0 ? words.whyBelow : words.isRight}</EmptyState>
        )}
        <ul className={styles.cards}>
          {preview.samples.map((sample) => (
            <PreviewCard key={sample.id} sample={sample} />
          ))}
        </ul>
      </section>
      {groups.length > 0 && (
        <section aria-label={words.notes}>
          <h3>{words.leftOut}</h3>
          <NotesList groups={groups} />
        </section>
      )}
    </div>
  );
}

export function Problem({ thrown, onRetry }: { readonly thrown: unknown; readonly onRetry: () => void }) {
  const { shell } = useText();
  return (
    <div className={styles.centred}>
      <ErrorPanel report={reportOf(thrown)}>
        <Button size="xs" variant="default" onClick={onRetry}>
          {shell.tryAgain}
        </Button>
      </ErrorPanel>
    </div>
  );
}

export function Waiting() {
  const words = useText().imports.preview;
  return (
    <div className={styles.preview} role="status" aria-label={words.readingLabel}>
      <h3>{words.reading}</h3>
      <ul className={styles.cards} aria-hidden>
        {[0, 1, 2, 3, 4, 5].map((card) => (
          <Skeleton key={card} height={206} radius={8} />
        ))}
      </ul>
    </div>
  );
}

/** What can be read, as long as nothing was chosen. */
function Formats({ formats }: { readonly formats: readonly FormatInfo[] }) {
  const words = useText().imports.preview;
  return (
    <div className={styles.preview}>
      <EmptyState title={words.choose} icon={<IconDatabaseImport size={30} stroke={1.3} aria-hidden />}>
        {words.chooseHint}
      </EmptyState>
      <h3>{words.formats}</h3>
      <dl className={styles.formats}>
        {formats.map(({ id, title, summary }) => (
          <div key={id}>
            <dt>{title}</dt>
            <dd>{summary}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
