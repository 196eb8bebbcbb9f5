import { ActionIcon, Loader, Skeleton, Tooltip } from "@mantine/core";
import { IconStack2, IconX } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { EmptyState, ErrorPanel, notify } from "#renderer/feedback";
import { useText } from "#renderer/language";
import { reportOf, useApi } from "#renderer/link";
import styles from "./home.module.css";
import { ago } from "./time.ts";

interface RecentListProps {
  readonly busy: string | null;
  readonly onOpen: (dir: string) => void;
}

/** Projects that were open lately; one whose folder is gone says so. */
export function RecentList({ busy, onOpen }: RecentListProps) {
  const words = useText().home;
  const api = useApi();
  const client = useQueryClient();
  const recents = useQuery({ queryKey: ["recents"], queryFn: () => api.projects.recent.query(), staleTime: 0 });
  const forget = async (dir: string): Promise<void> => {
    try {
      await api.projects.forget.mutate({ dir });
      await client.invalidateQueries({ queryKey: ["recents"] });
    } catch (thrown) {
      notify("problem", reportOf(thrown));
    }
  };
  if (recents.isPending) return <Skeleton height={112} radius={8} />;
  if (recents.error) return <ErrorPanel report={reportOf(recents.error)} />;
  if (recents.data.length === 0) {
    return <EmptyState title={words.noProjects}>{words.noProjectsHint}</EmptyState>;
  }
  return (
    <ul className={styles.recents} aria-label={words.recentProjects}>
      {recents.data.map((recent) => (
        <li key={recent.dir} data-testid="recent-project">
          <button type="button" className={styles.recent} disabled={busy !== null} onClick={() => onOpen(recent.dir)}>
            {busy === recent.dir ? <Loader size={16} /> : <IconStack2 size={18} stroke={1.5} aria-hidden />}
            <span className={styles.recentText}>
              <b>
                <bdi>{recent.title}</bdi>
              </b>
              <span className={styles.recentDir}>
                <bdi>{recent.dir}</bdi>
              </span>
            </span>
            <Missing dir={recent.dir} />
            <time dateTime={recent.at}>{ago(recent.at)}</time>
          </button>
          <Tooltip label={words.forget}>
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={words.forgetNamed(recent.title)}
              onClick={() => void forget(recent.dir)}
            >
              <IconX size={14} />
            </ActionIcon>
          </Tooltip>
        </li>
      ))}
    </ul>
  );
}

function Missing({ dir }: { readonly dir: string }) {
  const words = useText().home;
  const api = useApi();
  const folder = useQuery({
    queryKey: ["folder-there", dir],
    queryFn: ({ signal }) => api.files.list.query({ dir }, { signal }).then(() => true),
    retry: false,
    staleTime: 0,
  });
  return folder.isError ? <span className={styles.missing}>{words.folderMissing}</span> : null;
}
