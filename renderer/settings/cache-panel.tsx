import { Button, Group, NumberInput, Skeleton, Stack, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { inferRouterOutputs } from "@trpc/server";
import { useState } from "react";
import type { ApiRouter } from "#electron/api";
import { ErrorPanel, notify } from "#renderer/feedback";
import { useText } from "#renderer/language";
import { reportOf, useApi } from "#renderer/link";
import type { SettingsPanelProps } from "./general-panel.tsx";
import { useOwnEscape } from "./own-escape.ts";
import { SettingRow } from "./setting-row.tsx";
import styles from "./settings.module.css";

/** Decimal, as the sizes below it are. */
const GIGABYTE = 1e9;
const KEY = ["cache"] as const;

type Kind = inferRouterOutputs<ApiRouter>["cache"]["get"]["kinds"][number];

/** What lies on the disk and can be made again: where, how much of what, and how to be rid of it. */
export function CachePanel({ settings, change }: SettingsPanelProps) {
  const words = useText().settings.cache;
  const api = useApi();
  const cache = useQuery({ queryKey: KEY, queryFn: () => api.cache.get.query(), staleTime: 0 });
  return (
    <Stack gap={12}>
      <Text size="sm" c="dimmed">
        {words.intro}
      </Text>
      <SettingRow label={words.limit} hint={words.limitHint}>
        <NumberInput
          size="xs"
          w={120}
          aria-label={words.limitLabel}
          suffix=" GB"
          min={0}
          max={1024}
          step={1}
          decimalScale={2}
          value={settings.embeddingCacheBytes / GIGABYTE}
          onBlur={(event) => {
            const value = Number.parseFloat(event.currentTarget.value);
            if (Number.isFinite(value)) change({ embeddingCacheBytes: Math.round(value * GIGABYTE) });
          }}
        />
      </SettingRow>
      {cache.isPending && <Skeleton height={140} />}
      {cache.error && <ErrorPanel report={reportOf(cache.error)} />}
      {cache.data && (
        <section aria-label={words.total} className={styles.rows} data-testid="cache">
          {cache.data.kinds.map((kind) => (
            <KindRow key={kind.kind} kind={kind} />
          ))}
          <div className={styles.row}>
            <b>{words.total}</b>
            <span className={styles.figure} data-testid="cache-total">
              {words.size(cache.data.kinds.reduce((sum, { bytes }) => sum + bytes, 0))}
            </span>
            <span />
          </div>
          <Text size="xs" c="dimmed" className={styles.packPlace}>
            <bdi>{cache.data.dir}</bdi>
          </Text>
        </section>
      )}
    </Stack>
  );
}

function KindRow({ kind: { kind, bytes, entries } }: { readonly kind: Kind }) {
  const words = useText().settings.cache;
  const { name, cost } = words.kinds[kind] ?? { name: kind, cost: "" };
  const [isAsking, setAsking] = useState(false);
  useOwnEscape(isAsking, () => setAsking(false));
  const clear = useClear();
  if (isAsking) {
    return (
      <div className={styles.row} role="alertdialog" aria-label={words.clearNamed(name)}>
        <span>{words.ask(bytes, cost)}</span>
        <span />
        <Group gap={6} wrap="nowrap">
          <Button
            size="compact-xs"
            color="red"
            loading={clear.isPending}
            onClick={() => clear.mutate(kind, { onSettled: () => setAsking(false) })}
          >
            {words.yes}
          </Button>
          <Button size="compact-xs" variant="default" autoFocus onClick={() => setAsking(false)}>
            {words.no}
          </Button>
        </Group>
      </div>
    );
  }
  return (
    <div className={styles.row} data-testid={`cache-${kind}`}>
      <span>
        {name} <small>{entries === 0 ? words.empty : words.entries(entries)}</small>
      </span>
      <span className={styles.figure}>{words.size(bytes)}</span>
      <Button
        size="compact-xs"
        variant="default"
        disabled={entries === 0}
        aria-label={words.clearNamed(name)}
        onClick={() => setAsking(true)}
      >
        {words.clear}
      </Button>
    </div>
  );
}

function useClear() {
  const words = useText().settings.cache;
  const api = useApi();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (kind: Kind["kind"]) => api.cache.clear.mutate({ kind }),
    onSuccess: ({ bytes }) => notify("done", { message: words.cleared(bytes), cure: "" }),
    onError: (thrown) => notify("problem", reportOf(thrown)),
    // Models that were built here are packs, too.
    onSettled: () => Promise.all([KEY, ["packs"]].map((queryKey) => client.invalidateQueries({ queryKey }))),
  });
}
