import { Button, Group, Loader, Stack, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { ErrorPanel } from "#renderer/feedback";
import { useText } from "#renderer/language";
import { reportOf, useApi } from "#renderer/link";
import { oneLine } from "#renderer/words";

/** Asks the saved endpoint for one word: it is there, the key fits, the model is known. No picture is sent. */
export function EndpointTrial() {
  const words = useText().endpoint;
  const api = useApi();
  const trial = useMutation({ mutationFn: () => api.endpoint.test.mutate() });
  return (
    <Stack gap={8}>
      <Group gap={8}>
        <Button size="compact-sm" variant="default" disabled={trial.isPending} onClick={() => trial.mutate()}>
          {words.trial}
        </Button>
        {trial.isPending && <Loader size={14} />}
        {trial.data && (
          <Text size="xs" c="dimmed" role="status" className="r2-words">
            {words.answered(oneLine(trial.data.text, 80), trial.data.milliseconds)}
          </Text>
        )}
      </Group>
      {trial.error && !trial.isPending && <ErrorPanel report={reportOf(trial.error)} />}
    </Stack>
  );
}
