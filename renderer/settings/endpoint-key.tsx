import { Button, Group, PasswordInput, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { notify } from "#renderer/feedback";
import { useText } from "#renderer/language";
import { reportOf, useApi } from "#renderer/link";
import { SettingRow } from "./setting-row.tsx";

interface EndpointKeyProps {
  readonly url: string;
  /** Not set yet. */
  readonly typed: string;
  readonly onType: (typed: string) => void;
  /** The key, or what stands in its field, is another one now. */
  readonly onEdit: () => void;
}

/** The key for the saved address. It goes in and is never shown again. */
export function EndpointKey({ url, typed, onType, onEdit }: EndpointKeyProps) {
  const words = useText().endpoint;
  const api = useApi();
  const client = useQueryClient();
  const type = (next: string): void => {
    onType(next);
    onEdit();
  };
  const queryKey = ["endpoint-key", url];
  const state = useQuery({ queryKey, queryFn: ({ signal }) => api.endpoint.key.query(undefined, { signal }) });
  const setting = useMutation({
    mutationFn: (key: string | null) => api.endpoint.setKey.mutate({ key }),
    onSuccess: (now) => {
      client.setQueryData(queryKey, now);
      type("");
    },
    onError: (thrown) => notify("problem", reportOf(thrown)),
  });
  const from = state.data?.from ?? null;
  const place = state.data?.place;
  return (
    <SettingRow label={words.key} hint={place ? words.keyPlace(place.reason) : words.keyHint}>
      <Group gap={8} wrap="nowrap">
        <PasswordInput
          size="xs"
          w={190}
          aria-label={words.key}
          autoComplete="off"
          placeholder={from === null ? words.keyNone : words.keySet}
          value={typed}
          onChange={(event) => type(event.currentTarget.value)}
        />
        <Button
          size="compact-sm"
          variant="default"
          disabled={typed.trim() === ""}
          loading={setting.isPending}
          onClick={() => setting.mutate(typed.trim())}
        >
          {words.setKey}
        </Button>
        {(from === "keychain" || from === "session") && (
          <Button size="compact-sm" variant="default" onClick={() => setting.mutate(null)}>
            {words.forgetKey}
          </Button>
        )}
      </Group>
      <Text size="xs" c="dimmed" mt={2} role="status">
        {from === null ? words.noKey : words.keyPlaces[from]}
      </Text>
    </SettingRow>
  );
}
