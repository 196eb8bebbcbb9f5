import { ActionIcon, Button, Popover, TextInput } from "@mantine/core";
import { IconBookmark, IconPencil, IconTrash } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { SavedView } from "#core/samples";
import { EmptyState, notify } from "#renderer/feedback";
import { useText } from "#renderer/language";
import { reportOf, useApi } from "#renderer/link";
import { isFiltered, pageQuery, queueFilterOf, useSession, useSessionState } from "#renderer/session";
import { oneLine } from "#renderer/words";
import styles from "./filters.module.css";

/** The project's named filters: taken, saved, renamed, deleted. */
export function ViewsMenu() {
  const words = useText().filters.views;
  const [isOpen, setOpen] = useState(false);
  return (
    <Popover width={280} position="right-start" shadow="sm" trapFocus returnFocus opened={isOpen} onChange={setOpen}>
      <Popover.Target>
        <button
          type="button"
          className={styles.head}
          data-testid="views"
          aria-label={words.label}
          onClick={() => setOpen(!isOpen)}
        >
          <IconBookmark size={13} aria-hidden /> {words.title}
        </button>
      </Popover.Target>
      <Popover.Dropdown>
        <Views onTaken={() => setOpen(false)} />
      </Popover.Dropdown>
    </Popover>
  );
}

function useViews() {
  const api = useApi();
  const client = useQueryClient();
  const projectId = useSessionState((state) => state.projectId);
  const queryKey = ["views", projectId];
  const { data } = useQuery({
    queryKey,
    queryFn: ({ signal }) => api.views.list.query({ projectId }, { signal }),
    staleTime: 0,
  });
  /** Answers whether it was done; what went wrong is told. */
  const change = async (work: (project: { projectId: string }) => Promise<SavedView[]>): Promise<boolean> => {
    try {
      client.setQueryData(queryKey, await work({ projectId }));
      return true;
    } catch (thrown) {
      notify("problem", reportOf(thrown));
      return false;
    }
  };
  return { api, views: data ?? [], change };
}

function Views({ onTaken }: { readonly onTaken: () => void }) {
  const words = useText().filters.views;
  const session = useSession();
  const filter = useSessionState((state) => state.filter);
  const { api, views, change } = useViews();
  const [renamed, setRenamed] = useState<string | null>(null);
  const take = (view: SavedView): void => {
    session.setFilter(queueFilterOf(view.filter));
    onTaken();
  };
  return (
    <div className={styles.views} data-testid="view-list">
      {views.length === 0 && <EmptyState title={words.none} />}
      {views.map((view) =>
        view.name === renamed ? (
          <NameForm
            key={view.name}
            start={view.name}
            label={words.newName(oneLine(view.name, 40))}
            button={words.rename}
            onName={async (to) => {
              const isDone = await change((project) => api.views.rename.mutate({ ...project, from: view.name, to }));
              if (isDone) setRenamed(null);
              return isDone;
            }}
          />
        ) : (
          <div key={view.name} className={styles.view}>
            <button type="button" onClick={() => take(view)}>
              <bdi>{oneLine(view.name, 80)}</bdi>
            </button>
            <ActionIcon
              size={22}
              variant="subtle"
              color="gray"
              aria-label={words.renameIt(oneLine(view.name, 40))}
              onClick={() => setRenamed(view.name)}
            >
              <IconPencil size={13} />
            </ActionIcon>
            <ActionIcon
              size={22}
              variant="subtle"
              color="gray"
              aria-label={words.deleteIt(oneLine(view.name, 40))}
              onClick={() => void change((project) => api.views.delete.mutate({ ...project, name: view.name }))}
            >
              <IconTrash size={13} />
            </ActionIcon>
          </div>
        ),
      )}
      {isFiltered(filter) ? (
        <NameForm
          start=""
          label={words.name}
          button={words.save}
          onName={(name) => change((project) => api.views.save.mutate({ ...project, name, filter: pageQuery(filter) }))}
        />
      ) : (
        <p className={styles.hint}>{words.filterFirst}</p>
      )}
    </div>
  );
}

interface NameFormProps {
  readonly start: string;
  readonly label: string;
  readonly button: string;
  /** Answers whether the name was taken. */
  readonly onName: (name: string) => Promise<boolean>;
}

function NameForm({ start, label, button, onName }: NameFormProps) {
  const [name, setName] = useState(start);
  return (
    <form
      className={styles.nameForm}
      onSubmit={(event) => {
        event.preventDefault();
        void onName(name).then((isDone) => isDone && setName(start));
      }}
    >
      <TextInput
        size="xs"
        aria-label={label}
        placeholder={label}
        maxLength={100}
        dir="auto"
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Button size="compact-sm" type="submit" disabled={name.trim() === ""}>
        {button}
      </Button>
    </form>
  );
}
