import { Button, Group, Loader, Stack, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { ErrorPanel } from "#renderer/feedback";
import { reportOf, useApi } from "#renderer/link";
import { oneLine } from "#renderer/words";

/** Asks the saved endpoint for one word: it is there, the key fits, the model is known. No picture is sent. */
export function EndpointTrial() {
  const api = useApi();
  const trial = useMutation({ mutationFn: () => api.endpoint.test.mutate() });
  return (
    <Stack gap={8}>
      <Group gap={8}>
        <Button size="compact-sm" variant="default" disabled={trial.isPending} onClick={() => trial.mutate()}>
          Try it with one word
        </Button>
        {trial.isPending && <Loader size={14} />}
        {trial.data && (
          <Text size="xs" c="dimmed" role="status" className="r2-words">
            Answered “{oneLine(trial.data.text, 80)}” in {trial.data.milliseconds} ms.
          </Text>
        )}
      </Group>
      {trial.error && !trial.isPending && <ErrorPanel report={reportOf(trial.error)} />}
    </Stack>
  );
}
