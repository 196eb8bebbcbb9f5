import { Button, Group, Stack, Text } from "@mantine/core";
import { type FormEvent, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { useText } from "#renderer/language";
import { type Draft, differs, draftOf, hostOf, readDraft } from "./endpoint-draft.ts";
import { EndpointFields } from "./endpoint-fields.tsx";
import { SavedEndpoint } from "./saved-endpoint.tsx";
import styles from "./settings.module.css";
import { type Settings, useSaveEndpoint } from "./use-settings.ts";

/** The one address that pictures may be sent to, and what would be sent. Nothing is in force before it is saved. */
export function EndpointPanel({ settings }: { readonly settings: Settings }) {
  const words = useText().endpoint;
  const { endpoint } = settings;
  const [draft, setDraft] = useState(() => draftOf(endpoint));
  // What is wrong is told once somebody wanted to save, and from then on until it is mended.
  const [wasTried, setTried] = useState(false);
  const [edits, setEdits] = useState(0);
  const form = useRef<HTMLFormElement>(null);
  const saving = useSaveEndpoint();
  const read = readDraft(draft, endpoint);
  const isChanged = differs(draft, endpoint);
  const edited = () => setEdits((before) => before + 1);
  const change = (next: Draft) => {
    setDraft(next);
    edited();
  };
  const save = (event: FormEvent) => {
    event.preventDefault();
    if (read.endpoint !== null) {
      edited();
      return saving.mutate(read.endpoint, { onSuccess: () => setTried(false) });
    }
    // The fields say at once what is wrong with them; the first of them is where it is mended.
    flushSync(() => setTried(true));
    showWrong(form.current?.querySelector<HTMLElement>('[aria-invalid="true"]') ?? null);
  };
  const remove = () => {
    saving.mutate(null);
    change(draftOf(null));
    setTried(false);
  };
  return (
    <Stack gap={10}>
      <Text size="sm" c="dimmed">
        {words.intro}
      </Text>
      <form ref={form} className={styles.form} noValidate onSubmit={save}>
        <EndpointFields
          draft={draft}
          problems={wasTried ? (read.problems ?? {}) : {}}
          set={(patch) => change({ ...draft, ...patch })}
        />
        <WhatLeaves host={hostOf(draft.url, read)} maxSide={draft.maxSide} isCrop={draft.maskStyle === "crop"} />
        <Group gap={8}>
          <Button type="submit" size="compact-sm" disabled={!isChanged} loading={saving.isPending}>
            {endpoint === null ? words.use : words.save}
          </Button>
          {endpoint !== null && (
            <Button size="compact-sm" variant="default" onClick={remove}>
              {words.remove}
            </Button>
          )}
        </Group>
      </form>
      {endpoint !== null && <SavedEndpoint key={endpoint.url} url={endpoint.url} edits={edits} isChanged={isChanged} />}
    </Stack>
  );
}

/** Goes to a field, with what is wrong with it in sight: a focus alone brings the field's own box at most. */
function showWrong(field: HTMLElement | null): void {
  field?.focus();
  for (const id of field?.getAttribute("aria-describedby")?.split(" ") ?? [])
    document.getElementById(id)?.scrollIntoView({ block: "nearest" });
}

/** Said before anything is configured, in full. */
function WhatLeaves(props: { readonly host: string | null; readonly maxSide: number; readonly isCrop: boolean }) {
  const { host, maxSide, isCrop } = props;
  const words = useText().endpoint;
  return (
    <div className={styles.leaves} data-testid="what-leaves">
      <b>{words.leaves(host ?? words.someEndpoint)}</b>
      <ul>
        <li>{words.leavesPicture(maxSide)}</li>
        <li>{words.leavesQuestion}</li>
        <li>{words.leavesMasks(isCrop)}</li>
        <li>{words.leavesName}</li>
      </ul>
      {words.staysHere}
    </div>
  );
}
