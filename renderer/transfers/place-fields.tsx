import { Button, Group, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { FolderBrowser, joinPath } from "#renderer/home";
import { useText } from "#renderer/language";
import { useApi } from "#renderer/link";
import { PathLine } from "./report-view.tsx";
import styles from "./transfers.module.css";

/** A folder that is there, and in it the name of one that is not. */
export function usePlace(usualName: string, usualDir?: string) {
  const api = useApi();
  const [dir, setDir] = useState<string | undefined>(undefined);
  const [typed, setTyped] = useState<string | null>(null);
  const info = useQuery({
    queryKey: ["app-info"],
    queryFn: () => api.app.info.query(),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const parent = dir ?? usualDir ?? info.data?.dirs.projectsDir;
  const name = typed ?? usualName;
  const isName = name.trim() !== "" && !/[\\/]/.test(name);
  const path = parent === undefined || !isName ? null : joinPath(parent, name.trim(), info.data?.platform ?? "");
  return { dir: parent, name, path, isName, setDir, setName: setTyped };
}

export function PlaceFields({ place }: { readonly place: ReturnType<typeof usePlace> }) {
  const {
    shell,
    transfers: { place: words },
  } = useText();
  const [isLooking, setLooking] = useState(false);
  return (
    <div className={styles.field}>
      <Group gap={8} align="end" wrap="nowrap">
        <TextInput
          size="xs"
          flex={1}
          label={words.name}
          value={place.name}
          error={place.isName ? undefined : words.noName}
          onChange={(event) => place.setName(event.currentTarget.value)}
        />
        <Button size="xs" variant="default" onClick={() => setLooking(!isLooking)}>
          {isLooking ? shell.keepPlace : words.change}
        </Button>
      </Group>
      {isLooking && <FolderBrowser label={words.where} dir={place.dir} height={160} onGo={place.setDir} />}
      {place.path !== null && <PathLine label={words.writes} path={place.path} />}
    </div>
  );
}
