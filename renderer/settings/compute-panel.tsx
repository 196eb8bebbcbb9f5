import { Alert, Button, Group, Loader, NumberInput, Select, Stack, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { inferRouterOutputs } from "@trpc/server";
import type { ApiRouter } from "#electron/api";
import { ErrorPanel } from "#renderer/feedback";
import { type Catalogue, useText } from "#renderer/language";
import { reportOf, useApi } from "#renderer/link";
import type { SettingsPanelProps } from "./general-panel.tsx";
import { SettingRow } from "./setting-row.tsx";
import styles from "./settings.module.css";

type Providers = inferRouterOutputs<ApiRouter>["compute"]["providers"];
type Words = Catalogue["settings"]["compute"];

const nameOf = (words: Words, provider: string): string => words.names[provider] ?? provider;

/** Where the models run: what this machine offers, what was chosen, and what came of it. */
export function ComputePanel({ settings, change }: SettingsPanelProps) {
  const words = useText().settings.compute;
  const api = useApi();
  const client = useQueryClient();
  // Another choice is another process: what the last one said is no longer true.
  const queryKey = ["providers", settings.provider, settings.threads];
  const asked = useQuery({
    queryKey,
    queryFn: ({ signal }) => api.compute.providers.query(undefined, { signal }),
    staleTime: 0,
  });
  const load = useMutation({
    mutationFn: () => api.compute.load.mutate(),
    onSuccess: (found) => client.setQueryData(queryKey, found),
  });
  const offered = asked.data?.table ?? [];
  const names = [...new Set(["auto", ...offered.map(({ name }) => name), settings.provider])];
  return (
    <Stack gap={12}>
      <SettingRow label={words.provider} hint={words.providerHint}>
        <Select
          size="xs"
          w={250}
          aria-label={words.provider}
          allowDeselect={false}
          value={settings.provider}
          data={names.map((value) => ({ value, label: value === "auto" ? words.auto : nameOf(words, value) }))}
          onChange={(provider) => provider && change({ provider })}
        />
      </SettingRow>
      <SettingRow label={words.threads} hint={words.threadsHint}>
        <NumberInput
          size="xs"
          w={80}
          aria-label={words.threads}
          min={0}
          max={256}
          allowDecimal={false}
          value={settings.threads}
          onBlur={(event) => {
            const threads = Number.parseInt(event.currentTarget.value, 10);
            if (threads >= 0 && threads <= 256 && threads !== settings.threads) change({ threads });
          }}
        />
      </SettingRow>
      {asked.isPending && (
        <Group gap={8} role="status" c="dimmed">
          <Loader size={14} /> {words.looking}
        </Group>
      )}
      {asked.error && <ErrorPanel report={reportOf(asked.error)} />}
      {asked.data && <Offered providers={asked.data} />}
      {asked.data && <Outcome providers={asked.data} choice={settings.provider} />}
      <Group gap={8}>
        <Button size="compact-sm" variant="default" disabled={load.isPending} onClick={() => load.mutate()}>
          {words.tryIt}
        </Button>
        {load.isPending && (
          <Group gap={8} role="status" c="dimmed">
            <Loader size={14} /> {words.trying}
          </Group>
        )}
      </Group>
      {load.error && !load.isPending && <ErrorPanel report={reportOf(load.error)} />}
    </Stack>
  );
}

/** Every provider that this platform knows, with the reason where it cannot be had. */
function Offered({ providers }: { readonly providers: Providers }) {
  const words = useText().settings.compute;
  return (
    <section className={styles.rows} aria-label={words.table} data-testid="providers">
      {providers.table.map(({ name, note, reason }) => (
        <div key={name} className={styles.row} data-testid={`provider-${name}`}>
          <span>
            {nameOf(words, name)} <small>{note}</small>
          </span>
          <span />
          <span className={styles.verdict} data-ok={reason === null}>
            {reason === null ? words.can : `${words.cannot}: ${reason}`}
          </span>
        </div>
      ))}
    </section>
  );
}

/** What the choice leads to: said before a model is loaded, and proved once one is. */
function Outcome({ providers, choice }: { readonly providers: Providers; readonly choice: string }) {
  const words = useText().settings.compute;
  const { table, provider, attempts, threads } = providers;
  const row = table.find(({ name }) => name === choice);
  const problem =
    choice === "auto"
      ? null
      : row === undefined
        ? words.foreign(nameOf(words, choice))
        : row.reason !== null
          ? words.unavailable(nameOf(words, choice), row.reason)
          : null;
  const passed = attempts.find((attempt) => !attempt.ok && attempt.provider === choice);
  const failed = problem ?? (passed ? words.fellBack(nameOf(words, choice), passed.reason) : null);
  return (
    <>
      {failed !== null && (
        <Alert color="yellow" variant="light" p={10} data-testid="provider-problem">
          {failed}
        </Alert>
      )}
      <Text size="xs" c="dimmed" role="status" data-testid="provider-now">
        {provider === null ? words.notLoaded : words.runsOn(nameOf(words, provider), threads)}
      </Text>
    </>
  );
}
