import { Modal } from "@mantine/core";
import { useState } from "react";
import { useText } from "#renderer/language";
import { openDialog, useShell } from "#renderer/shell";
import { FolderBrowser } from "./folder-browser.tsx";

/** Picks the folder of a project. */
export function OpenProjectDialog({ onOpen }: { readonly onOpen: (dir: string) => void }) {
  const words = useText().projects;
  const isOpen = useShell((shell) => shell.dialog === "open-project");
  const [dir, setDir] = useState<string | undefined>(undefined);
  return (
    <Modal
      opened={isOpen}
      onClose={() => openDialog(null)}
      title={words.openTitle}
      size={560}
      closeButtonProps={{ "aria-label": words.close }}
    >
      <FolderBrowser
        label={words.choose}
        dir={dir}
        onGo={setDir}
        onProject={(project) => {
          openDialog(null);
          onOpen(project);
        }}
      />
    </Modal>
  );
}
