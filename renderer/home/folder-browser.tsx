import { Button, Loader, TextInput } from "@mantine/core";
import { IconArrowUp, IconFile, IconFolder, IconPhoto, IconStack2 } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { EmptyState, ErrorPanel } from "#renderer/feedback";
import { useText } from "#renderer/language";
import { reportOf, useApi } from "#renderer/link";
import { oneLine } from "#renderer/words";
import styles from "./home.module.css";

interface FolderBrowserProps {
  /** Where it stands; undefined is the home folder. */
  readonly dir: string | undefined;
  readonly onGo: (dir: string) => void;
  /** A project was picked; without it projects are folders like others. */
  readonly onProject?: (dir: string) => void;
  readonly showImages?: boolean;
  /** A file was picked; without it only folders, projects and images are listed. */
  readonly onFile?: (path: string) => void;
  /** The folder that is shown is the one; a button below it says so. */
  readonly onUse?: (dir: string) => void;
  /** Higher or lower than usual, in pixels. */
  readonly height?: number;
  readonly label: string;
}

const icons = {
  project: <IconStack2 size={16} stroke={1.6} aria-hidden />,
  folder: <IconFolder size={16} stroke={1.6} />,
  image: <IconPhoto size={16} stroke={1.6} />,
  file: <IconFile size={16} stroke={1.6} aria-hidden />,
} as const;

/** Folders of this machine, the same in the window and in the browser. */
export function FolderBrowser({ dir, onGo, onProject, showImages, onFile, onUse, height, label }: FolderBrowserProps) {
  const text = useText();
  const words = text.projects;
  const api = useApi();
  const files = onFile !== undefined;
  const listing = useQuery({
    queryKey: ["files", dir ?? null, files],
    queryFn: ({ signal }) => api.files.list.query(dir === undefined ? { files } : { dir, files }, { signal }),
    placeholderData: keepPreviousData,
    retry: false,
    staleTime: 0,
  });
  const here = listing.data;
  const [typed, setTyped] = useState("");
  useEffect(() => setTyped(here?.dir ?? dir ?? ""), [here?.dir, dir]);
  const isHereProject = onProject !== undefined && here?.isProject === true && !listing.isPlaceholderData;
  const isHereFile = onFile !== undefined && here?.isFile === true && !listing.isPlaceholderData;
  const submit = (): void => {
    const wanted = typed.trim();
    if (isHereProject && wanted === here.dir) onProject(here.dir);
    else if (isHereFile && wanted === here.dir) onFile(here.dir);
    else if (wanted) onGo(wanted);
  };
  const entries = here?.entries.filter((entry) => entry.kind !== "image" || showImages || files) ?? [];
  return (
    <section className={styles.browser} aria-label={label}>
      <form
        className={styles.browserBar}
        onSubmit={(event) => {
          event.preventDefault();
          // The form around this one, if any, is not meant.
          event.stopPropagation();
          submit();
        }}
      >
        <Button
          size="xs"
          variant="default"
          px={8}
          aria-label={words.parent}
          disabled={!here?.parent}
          onClick={() => here?.parent && onGo(here.parent)}
        >
          <IconArrowUp size={15} />
        </Button>
        <TextInput
          size="xs"
          flex={1}
          aria-label={words.folder}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          rightSection={listing.isFetching ? <Loader size={12} /> : null}
        />
        <Button size="xs" variant="default" type="submit">
          {words.go}
        </Button>
      </form>
      {isHereProject && (
        <Found
          key={here.dir}
          kind="project"
          what={words.isProject}
          take={words.openThis}
          onTake={() => onProject(here.dir)}
        />
      )}
      {isHereFile && (
        <Found key={here.dir} kind="file" what={words.isFile} take={words.useFile} onTake={() => onFile(here.dir)} />
      )}
      {listing.error ? (
        <ErrorPanel report={reportOf(listing.error)}>
          <Button size="xs" variant="default" onClick={() => void listing.refetch()}>
            {text.shell.tryAgain}
          </Button>
        </ErrorPanel>
      ) : (
        <ul
          className={styles.entries}
          style={height === undefined ? undefined : { height }}
          aria-label={words.contents}
        >
          {here && !here.isFile && entries.length === 0 && (
            <li>
              <EmptyState title={words.nothingHere} />
            </li>
          )}
          {entries.map((entry) => (
            <li key={entry.path}>
              <button
                type="button"
                disabled={entry.kind === "image" && !files}
                data-kind={entry.kind}
                onClick={() => {
                  if (entry.kind === "file" || entry.kind === "image") onFile?.(entry.path);
                  else if (entry.kind === "project" && onProject) onProject(entry.path);
                  else onGo(entry.path);
                }}
              >
                {icons[entry.kind]}
                <span dir="auto" title={oneLine(entry.name, 500)}>
                  {oneLine(entry.name, 200)}
                </span>
                {entry.kind === "project" && <em>{words.project}</em>}
              </button>
            </li>
          ))}
          {here && here.more > 0 && <li className={styles.moreEntries}>{words.more(here.more)}</li>}
        </ul>
      )}
      {onUse && (
        <Button
          size="xs"
          disabled={!here || here.isFile || listing.isPlaceholderData || listing.error !== null}
          onClick={() => here && onUse(here.dir)}
        >
          {words.useFolder}
        </Button>
      )}
    </section>
  );
}

interface FoundProps {
  readonly kind: "project" | "file";
  readonly what: string;
  readonly take: string;
  readonly onTake: () => void;
}

/** The place itself is what was looked for. */
function Found({ kind, what, take, onTake }: FoundProps) {
  return (
    <div className={styles.found}>
      {icons[kind]}
      <span>{what}</span>
      <Button size="xs" data-autofocus autoFocus onClick={onTake}>
        {take}
      </Button>
    </div>
  );
}
