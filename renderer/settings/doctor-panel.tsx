import { Button, CopyButton, Group, Loader, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { ErrorPanel } from "#renderer/feedback";
import { useText } from "#renderer/language";
import { reportOf, useApi } from "#renderer/link";
import styles from "./settings.module.css";

/** What this installation can do and what it lacks; loads the models, so it is asked for. */
export function DoctorPanel() {
  const words = useText().settings.doctor;
  const api = useApi();
  const doctor = useQuery({
    queryKey: ["doctor-text"],
    queryFn: ({ signal }) => api.app.doctorText.query(undefined, { signal }),
    enabled: false,
    retry: false,
  });
  const text = doctor.data ?? null;
  return (
    <section aria-label={words.title}>
      <Group justify="space-between" mb={8}>
        <Text fw={600}>{words.title}</Text>
        <Group gap={8}>
          {text !== null && (
            <CopyButton value={text}>
              {({ copied, copy }) => (
                <Button size="compact-xs" variant="default" onClick={copy}>
                  {copied ? words.copied : words.copy}
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
            {text === null ? words.check : words.again}
          </Button>
        </Group>
      </Group>
      {doctor.isFetching && (
        <Group gap={8} role="status" c="dimmed">
          <Loader size={14} /> {words.loading}
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
          {words.intro}
        </Text>
      )}
    </section>
  );
}
