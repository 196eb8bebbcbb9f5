import { Modal, NumberInput, Stack } from "@mantine/core";
import { useText } from "#renderer/language";
import { useSession, useSessionState } from "#renderer/session";
import { SettingRow, SwitchRow, useChangeSettings, useSettings } from "#renderer/settings";
import { openDialog, useShell } from "#renderer/shell";
import { AssignForm } from "./assign-form.tsx";

/** How the project's samples are judged, for everybody and for oneself, and who judges which. */
export function JudgingDialog() {
  const words = useText().readers;
  const isOpen = useShell((shell) => shell.dialog === "judging");
  return (
    <Modal
      opened={isOpen}
      onClose={() => openDialog(null)}
      title={words.title}
      size={620}
      closeButtonProps={{ "aria-label": words.close }}
    >
      {isOpen && (
        <>
          <Rules />
          <AssignForm />
        </>
      )}
    </Modal>
  );
}

function Rules() {
  const words = useText().readers.rules;
  const session = useSession();
  const rules = useSessionState((state) => state.rules);
  const settings = useSettings().data;
  const changeSettings = useChangeSettings();
  return (
    <Stack gap={12} data-testid="rules">
      <SwitchRow
        label={words.blind}
        hint={words.blindHint}
        checked={rules.blind}
        onChange={(blind) => void session.judging.change({ blind })}
      />
      <SwitchRow
        label={words.ownBlind}
        hint={words.ownBlindHint}
        checked={settings?.blind ?? false}
        disabled={!settings}
        onChange={(blind) => changeSettings({ blind })}
      />
      <SwitchRow
        label={words.hideScores}
        hint={words.hideScoresHint}
        checked={rules.hideScores}
        onChange={(hideScores) => void session.judging.change({ hideScores })}
      />
      <SettingRow label={words.readers} hint={words.readersHint}>
        <NumberInput
          size="xs"
          w={70}
          aria-label={words.readers}
          min={1}
          max={9}
          clampBehavior="strict"
          allowDecimal={false}
          value={rules.readers}
          onChange={(value) =>
            typeof value === "number" && value >= 1 && void session.judging.change({ readers: value })
          }
        />
      </SettingRow>
    </Stack>
  );
}
