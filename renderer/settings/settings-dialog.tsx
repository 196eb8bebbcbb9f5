import { Modal, Skeleton, Tabs } from "@mantine/core";
import { useText } from "#renderer/language";
import { openDialog, SETTINGS_TABS, useShell } from "#renderer/shell";
import { CachePanel } from "./cache-panel.tsx";
import { ComputePanel } from "./compute-panel.tsx";
import { DoctorPanel } from "./doctor-panel.tsx";
import { EndpointPanel } from "./endpoint-panel.tsx";
import { GeneralPanel } from "./general-panel.tsx";
import { KeysPanel } from "./keys-panel.tsx";
import { useEscapeIsHeld } from "./own-escape.ts";
import { PacksPanel } from "./packs-panel.tsx";
import { RunsPanel } from "./runs-panel.tsx";
import styles from "./settings.module.css";
import { type Settings, useChangeSettings, useSettings } from "./use-settings.ts";

export function SettingsDialog() {
  const words = useText().settings;
  const isOpen = useShell((shell) => shell.dialog === "settings");
  const tab = useShell((shell) => shell.settingsTab);
  const settings = useSettings();
  const isEscapeHeld = useEscapeIsHeld();
  return (
    <Modal
      opened={isOpen}
      onClose={() => openDialog(null)}
      closeOnEscape={!isEscapeHeld}
      title={words.title}
      size={820}
      closeButtonProps={{ "aria-label": words.close }}
    >
      <Tabs
        key={tab}
        defaultValue={tab}
        orientation="vertical"
        keepMounted={false}
        classNames={{ panel: styles.panel ?? "", tabLabel: styles.tabLabel ?? "" }}
      >
        <Tabs.List className={styles.tabs}>
          {SETTINGS_TABS.map((value) => (
            <Tabs.Tab key={value} value={value}>
              {words.tabs[value]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {settings.data ? <ChosenPanels settings={settings.data} /> : <Skeleton height={240} ml={24} />}
        <Tabs.Panel value="doctor">
          <DoctorPanel />
        </Tabs.Panel>
      </Tabs>
    </Modal>
  );
}

/** The pages that change settings. */
function ChosenPanels({ settings }: { readonly settings: Settings }) {
  const change = useChangeSettings();
  const panels = {
    general: <GeneralPanel settings={settings} change={change} />,
    keys: <KeysPanel settings={settings} change={change} />,
    runs: <RunsPanel settings={settings} change={change} />,
    packs: <PacksPanel settings={settings} change={change} />,
    compute: <ComputePanel settings={settings} change={change} />,
    cache: <CachePanel settings={settings} change={change} />,
    endpoint: <EndpointPanel settings={settings} />,
  };
  return Object.entries(panels).map(([value, panel]) => (
    <Tabs.Panel key={value} value={value}>
      {panel}
    </Tabs.Panel>
  ));
}
