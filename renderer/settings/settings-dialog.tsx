import { Modal, Skeleton, Tabs } from "@mantine/core";
import { openDialog, useShell } from "#renderer/shell";
import { DoctorPanel } from "./doctor-panel.tsx";
import { EndpointPanel } from "./endpoint-panel.tsx";
import { GeneralPanel } from "./general-panel.tsx";
import { PacksPanel } from "./packs-panel.tsx";
import { RunsPanel } from "./runs-panel.tsx";
import styles from "./settings.module.css";
import { useChangeSettings, useSettings } from "./use-settings.ts";

const tabs = [
  ["general", "General"],
  ["runs", "Runs"],
  ["packs", "Model packs"],
  ["endpoint", "Endpoint"],
  ["doctor", "Doctor"],
] as const;

export function SettingsDialog() {
  const isOpen = useShell((shell) => shell.dialog === "settings");
  const tab = useShell((shell) => shell.settingsTab);
  const settings = useSettings();
  const change = useChangeSettings();
  return (
    <Modal
      opened={isOpen}
      onClose={() => openDialog(null)}
      title="Settings"
      size={780}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <Tabs
        key={tab}
        defaultValue={tab}
        orientation="vertical"
        keepMounted={false}
        classNames={{ panel: styles.panel ?? "", tabLabel: styles.tabLabel ?? "" }}
      >
        <Tabs.List className={styles.tabs}>
          {tabs.map(([value, label]) => (
            <Tabs.Tab key={value} value={value}>
              {label}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {settings.data ? (
          <>
            <Tabs.Panel value="general">
              <GeneralPanel settings={settings.data} change={change} />
            </Tabs.Panel>
            <Tabs.Panel value="runs">
              <RunsPanel settings={settings.data} change={change} />
            </Tabs.Panel>
            <Tabs.Panel value="endpoint">
              <EndpointPanel settings={settings.data} />
            </Tabs.Panel>
          </>
        ) : (
          <Skeleton height={240} ml={24} />
        )}
        <Tabs.Panel value="packs">
          <PacksPanel />
        </Tabs.Panel>
        <Tabs.Panel value="doctor">
          <DoctorPanel />
        </Tabs.Panel>
      </Tabs>
    </Modal>
  );
}
