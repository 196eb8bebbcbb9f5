import { Button, Group, Modal, Tabs } from "@mantine/core";
import { useText } from "#renderer/language";
import { openDialog, openSettingsAt, useShell } from "#renderer/shell";
import { askForTour } from "#renderer/tour";
import { Guides } from "./guides-panel.tsx";
import styles from "./help.module.css";
import { KeyList } from "./key-list.tsx";

/** Every key there is, the tour, and the guides; all of it offline. */
export function HelpDialog() {
  const words = useText().help;
  const isOpen = useShell((shell) => shell.dialog === "keys");
  return (
    <Modal
      opened={isOpen}
      onClose={() => openDialog(null)}
      title={words.title}
      size={720}
      closeButtonProps={{ "aria-label": words.close }}
    >
      <Tabs defaultValue="keys" keepMounted={false}>
        <Group justify="space-between" wrap="nowrap" mb={10}>
          <Tabs.List>
            <Tabs.Tab value="keys">{words.keysTab}</Tabs.Tab>
            <Tabs.Tab value="guides">{words.guidesTab}</Tabs.Tab>
          </Tabs.List>
          <Group gap={8} wrap="nowrap">
            <Button size="compact-sm" variant="default" onClick={() => openSettingsAt("keys")}>
              {words.change}
            </Button>
            <Button size="compact-sm" variant="default" onClick={askForTour}>
              {words.tour}
            </Button>
          </Group>
        </Group>
        <Tabs.Panel value="keys" className={styles.panel}>
          <KeyList />
        </Tabs.Panel>
        <Tabs.Panel value="guides" className={styles.panel}>
          <Guides />
        </Tabs.Panel>
      </Tabs>
    </Modal>
  );
}
