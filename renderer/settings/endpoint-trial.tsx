import { Button, Group, Loader, Stack, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useEffect, useId, useRef } from "react";
import { ErrorPanel } from "#renderer/feedback";
import { useText } from "#renderer/language";
import { reportOf, useApi } from "#renderer/link";
import { oneLine } from "#renderer/words";

interface EndpointTrialProps {
  /** Why it would not try what stands in the fields; null where it does. */
  readonly hindrance: string | null;
}

/** Asks the saved endpoint for one word: it is there, the key fits, the model is known. No picture is sent. */
export function EndpointTrial({ hindrance }: EndpointTrialProps) {
  const words = useText().endpoint;
  const api = useApi();
  const trial = useMutation({ mutationFn: () => api.endpoint.test.mutate() });
  const hindranceId = useId();
  const whole = useRef<HTMLDivElement>(null);
  // The page ends with the button: what comes below it would come out of sight.
  useEffect(() => {
    if (trial.isSuccess || trial.isError) whole.current?.scrollIntoView({ block: "nearest" });
  }, [trial.isSuccess, trial.isError]);
  return (
    <Stack ref={whole} gap={8} data-testid="endpoint-trial">
      <Group gap={8}>
        <Button
          size="compact-sm"
          variant="default"
          disabled={trial.isPending || hindrance !== null}
          {...(hindrance === null ? {} : { "aria-describedby": hindranceId })}
          onClick={() => trial.mutate()}
        >
          {words.trial}
        </Button>
        {trial.isPending && <Loader size={14} />}
        {hindrance !== null && (
          <Text id={hindranceId} size="xs" c="dimmed">
            {hindrance}
          </Text>
        )}
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
