import { Button, CopyButton, Group, Loader, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { ErrorPanel } from "#renderer/feedback";
import { reportOf, useApi } from "#renderer/link";
import styles from "./settings.module.css";

/** What this installation can do and what it lacks; loads the models, so it is asked for. */
export function DoctorPanel() {
  const api = useApi();
  const doctor = useQuery({
    queryKey: ["doctor-text"],
    queryFn: ({ signal }) => api.app.doctorText.query(undefined, { signal }),
    enabled: false,
    retry: false,
  });
  const text = doctor.data ?? null;
  return (
    <section aria-label="Doctor">
      <Group justify="space-between" mb={8}>
        <Text fw={600}>Doctor</Text>
        <Group gap={8}>
          {text !== null && (
            <CopyButton value={text}>
              {({ copied, copy }) => (
                <Button size="compact-xs" variant="default" onClick={copy}>
                  {copied ? "Copied" : "Copy"}
                </Button>
              )}
            </CopyButton>
          )}
          <Button
            size="compact-xs"
            variant="default"
            disabled={doctor.isFetching}
            onClick={() => void doctor.refetch()}
          >
            {text === null ? "Check this installation" : "Check again"}
          </Button>
        </Group>
      </Group>
      {doctor.isFetching && (
        <Group gap={8} role="status" c="dimmed">
          <Loader size={14} /> Loading the models…
        </Group>
      )}
      {doctor.error && !doctor.isFetching && <ErrorPanel report={reportOf(doctor.error)} />}
      {text !== null && !doctor.isFetching && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: long text scrolls, with the keyboard too.
        <pre className={styles.report} tabIndex={0} data-testid="doctor-report">
          {text}
        </pre>
      )}
      {text === null && !doctor.isFetching && !doctor.error && (
        <Text c="dimmed" size="sm">
          Versions, execution providers with the reason for each fallback, models with their hashes, cache sizes, and
          what is missing with its cure.
        </Text>
      )}
    </section>
  );
}
