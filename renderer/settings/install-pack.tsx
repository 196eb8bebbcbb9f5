import { Alert, Button, Group, Loader, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { ErrorPanel } from "#renderer/feedback";
import { FolderBrowser } from "#renderer/home";
import { useText } from "#renderer/language";
import { reportOf } from "#renderer/link";
import { useInstallPack } from "./use-packs.ts";

/** A folder or zip file with a pack.json, verified before anything of it is used. */
export function InstallPack({ onDone }: { readonly onDone: () => void }) {
  const words = useText().settings.packs;
  const [dir, setDir] = useState<string | undefined>(undefined);
  const install = useInstallPack();
  const start = (path: string, replace = false) => install.mutate({ path, replace });
  const { data, error, variables } = install;
  const problem = error && !install.isPending ? reportOf(error) : null;
  return (
    <Stack gap={10}>
      <Group justify="space-between">
        <Text fw={600}>{words.installTitle}</Text>
        <Button size="compact-sm" variant="default" onClick={onDone}>
          {data ? words.installDone : words.installBack}
        </Button>
      </Group>
      <Text size="sm" c="dimmed">
        {words.installIntro}
      </Text>
      {install.isPending && (
        <Group gap={8} role="status">
          <Loader size={14} /> {words.installing}
        </Group>
      )}
      {problem && (
        <ErrorPanel report={problem}>
          {problem.code === "conflict" && variables && (
            <Button size="compact-sm" variant="default" onClick={() => start(variables.path, true)}>
              {words.replace}
            </Button>
          )}
        </ErrorPanel>
      )}
      {data && (
        <Alert color={data.warnings.length > 0 ? "yellow" : "accent"} variant="light" p={10} role="status">
          {words.installed(data.title, `${data.id}@${data.version}`, data.outcome, data.warnings.join(" "))}
        </Alert>
      )}
      <FolderBrowser label={words.chooser} dir={dir} height={300} onGo={setDir} onUse={start} onFile={start} />
    </Stack>
  );
}
