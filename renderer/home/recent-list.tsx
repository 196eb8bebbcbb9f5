import { ActionIcon, Loader, Skeleton, Tooltip } from "@mantine/core";
import { IconStack2, IconX } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { EmptyState, ErrorPanel, notify } from "#renderer/feedback";
import { reportOf, useApi } from "#renderer/link";
import styles from "./home.module.css";
import { ago } from "./time.ts";

interface RecentListProps {
  readonly busy: string | null;
  readonly onOpen: (dir: string) => void;
}

/** Projects that were open lately; one whose folder is gone says so. */
export function RecentList({ busy, onOpen }: RecentListProps) {
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
    return <EmptyState title="No projects yet.">The demo is a good place to start.</EmptyState>;
  }
  return (
    <ul className={styles.recents} aria-label="Recent projects">
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
          <Tooltip label="Take it off this list; the folder stays as it is">
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={`Take ${recent.title} off the list`}
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
  const api = useApi();
  const folder = useQuery({
    queryKey: ["folder-there", dir],
    queryFn: ({ signal }) => api.files.list.query({ dir }, { signal }).then(() => true),
    retry: false,
    staleTime: 0,
  });
  return folder.isError ? <span className={styles.missing}>folder missing</span> : null;
}
