import { Button, Group, PasswordInput, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { notify } from "#renderer/feedback";
import { reportOf, useApi } from "#renderer/link";
import { SettingRow } from "./setting-row.tsx";

const placeWords = {
  keychain: "A key is set; it rests in the operating system's keychain.",
  session: "A key is set until the studio ends.",
  environment: "The key of the environment (REA2SEG_API_KEY) is used.",
} as const;

/** The key for the saved address. It goes in and is never shown again. */
export function EndpointKey({ url }: { readonly url: string }) {
  const api = useApi();
  const client = useQueryClient();
  const [typed, setTyped] = useState("");
  const queryKey = ["endpoint-key", url];
  const state = useQuery({ queryKey, queryFn: ({ signal }) => api.endpoint.key.query(undefined, { signal }) });
  const setting = useMutation({
    mutationFn: (key: string | null) => api.endpoint.setKey.mutate({ key }),
    onSuccess: (now) => {
      client.setQueryData(queryKey, now);
      setTyped("");
    },
    onError: (thrown) => notify("problem", reportOf(thrown)),
  });
  const from = state.data?.from ?? null;
  const place = state.data?.place;
  return (
    <SettingRow label="Key" hint={place ? `Where it rests: ${place.reason}.` : "Many servers of one's own want none."}>
      <Group gap={8} wrap="nowrap">
        <PasswordInput
          size="xs"
          w={190}
          aria-label="Key"
          autoComplete="off"
          placeholder={from === null ? "none" : "set"}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <Button
          size="compact-sm"
          variant="default"
          disabled={typed.trim() === ""}
          loading={setting.isPending}
          onClick={() => setting.mutate(typed.trim())}
        >
          Set
        </Button>
        {(from === "keychain" || from === "session") && (
          <Button size="compact-sm" variant="default" onClick={() => setting.mutate(null)}>
            Forget
          </Button>
        )}
      </Group>
      <Text size="xs" c="dimmed" mt={2} role="status">
        {from === null ? "No key is sent." : placeWords[from]}
      </Text>
    </SettingRow>
  );
}
