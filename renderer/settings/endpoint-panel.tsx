import { Button, Group, Stack, Text } from "@mantine/core";
import { type FormEvent, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { useText } from "#renderer/language";
import { type Draft, draftOf, hostOf, readDraft } from "./endpoint-draft.ts";
import { EndpointFields } from "./endpoint-fields.tsx";
import { EndpointKey } from "./endpoint-key.tsx";
import { EndpointTrial } from "./endpoint-trial.tsx";
import styles from "./settings.module.css";
import { type Settings, useSaveEndpoint } from "./use-settings.ts";

/** The one address that pictures may be sent to, and what would be sent. Nothing is in force before it is saved. */
export function EndpointPanel({ settings }: { readonly settings: Settings }) {
  const words = useText().endpoint;
  const { endpoint } = settings;
  const [draft, setDraft] = useState(() => draftOf(endpoint));
  // What is wrong is told once somebody wanted to save, and from then on until it is mended.
  const [wasTried, setTried] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const saving = useSaveEndpoint();
  const read = readDraft(draft, endpoint);
  const isChanged = JSON.stringify(draft) !== JSON.stringify(draftOf(endpoint));
  const begin = (next: Draft) => {
    setDraft(next);
    setTried(false);
  };
  const save = (event: FormEvent) => {
    event.preventDefault();
    if (read.endpoint !== null) return saving.mutate(read.endpoint, { onSuccess: () => setTried(false) });
    // The fields say at once what is wrong with them; the first of them is where it is mended.
    flushSync(() => setTried(true));
    form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  };
  const remove = () => {
    saving.mutate(null);
    begin(draftOf(null));
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
          set={(patch) => setDraft({ ...draft, ...patch })}
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
      {endpoint !== null && (
        <>
          <EndpointKey key={endpoint.url} url={endpoint.url} />
          <EndpointTrial />
        </>
      )}
    </Stack>
  );
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
