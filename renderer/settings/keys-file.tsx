import { Button, FileButton, Group, Text } from "@mantine/core";
import { useState } from "react";
import { allActions } from "#renderer/actions";
import { notify } from "#renderer/feedback";
import { readKeymap, writeKeymap } from "#renderer/keymap";
import { useText } from "#renderer/language";
import { reportOf } from "#renderer/link";
import { useOwnEscape } from "./own-escape.ts";
import type { Settings } from "./use-settings.ts";

interface KeysFileProps {
  readonly keymap: Settings["keys"];
  readonly set: (keymap: Settings["keys"]) => void;
}

/** One's keys as a file, for another machine; and the way back to the preset's. */
export function KeysFile({ keymap, set }: KeysFileProps) {
  const { keys: words, shell } = useText();
  const [isAsking, setAsking] = useState(false);
  useOwnEscape(isAsking, () => setAsking(false));
  const take = async (file: File | null): Promise<void> => {
    if (file === null) return;
    try {
      const { keymap: read, leftOut } = readKeymap(await file.text(), allActions);
      set(read);
      const cure = leftOut.length > 0 ? words.importedWithout(leftOut.join(", ")) : "";
      notify(leftOut.length > 0 ? "info" : "done", { message: words.imported, cure });
    } catch (thrown) {
      notify("problem", reportOf(thrown));
    }
  };
  return (
    <Group gap={8} justify="flex-end">
      <Button size="compact-xs" variant="default" onClick={() => download("rea2seg-keys.json", writeKeymap(keymap))}>
        {words.export}
      </Button>
      <FileButton accept="application/json,.json" onChange={(file) => void take(file)}>
        {(props) => (
          <Button {...props} size="compact-xs" variant="default">
            {words.import}
          </Button>
        )}
      </FileButton>
      {isAsking ? (
        <>
          <Text size="xs">{words.resetAllAsk}</Text>
          <Button
            size="compact-xs"
            color="red"
            onClick={() => {
              set({ ...keymap, changed: {} });
              setAsking(false);
            }}
          >
            {words.resetAllYes}
          </Button>
          <Button size="compact-xs" variant="default" onClick={() => setAsking(false)}>
            {shell.cancel}
          </Button>
        </>
      ) : (
        <Button
          size="compact-xs"
          variant="default"
          disabled={Object.keys(keymap.changed).length === 0}
          onClick={() => setAsking(true)}
        >
          {words.resetAll}
        </Button>
      )}
    </Group>
  );
}

/** The page hands the file to the browser, which asks where it goes or has its place for it. */
function download(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  const link = Object.assign(document.createElement("a"), { href: url, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
