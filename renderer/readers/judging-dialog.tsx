import { Modal, NumberInput, Stack, Switch } from "@mantine/core";
import { useSession, useSessionState } from "#renderer/session";
import { SettingRow, useChangeSettings, useSettings } from "#renderer/settings";
import { openDialog, useShell } from "#renderer/shell";
import { AssignForm } from "./assign-form.tsx";

/** How the project's samples are judged, for everybody and for oneself, and who judges which. */
export function JudgingDialog() {
  const isOpen = useShell((shell) => shell.dialog === "judging");
  return (
    <Modal
      opened={isOpen}
      onClose={() => openDialog(null)}
      title="Judging"
      size={620}
      closeButtonProps={{ "aria-label": "Close" }}
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
  const session = useSession();
  const rules = useSessionState((state) => state.rules);
  const settings = useSettings().data;
  const changeSettings = useChangeSettings();
  return (
    <Stack gap={12} data-testid="rules">
      <SettingRow
        label="Blind, for everybody"
        hint="The target is pointed at before mask, candidates and scores are shown. A rule of this project."
      >
        <Switch
          aria-label="Blind, for everybody"
          checked={rules.blind}
          onChange={(event) => void session.judging.change({ blind: event.currentTarget.checked })}
        />
      </SettingRow>
      <SettingRow label="Blind, for me" hint="The same for you alone, in every project.">
        <Switch
          aria-label="Blind, for me"
          checked={settings?.blind ?? false}
          disabled={!settings}
          onChange={(event) => changeSettings({ blind: event.currentTarget.checked })}
        />
      </SettingRow>
      <SettingRow
        label="Scores hidden until the verdict"
        hint="Scores, predicted IoU and what an evaluator said. Candidates keep their order. A rule of this project."
      >
        <Switch
          aria-label="Scores hidden until the verdict"
          checked={rules.hideScores}
          onChange={(event) => void session.judging.change({ hideScores: event.currentTarget.checked })}
        />
      </SettingRow>
      <SettingRow
        label="Readers of each sample"
        hint="With two or more, each judges alone and sees the others' verdicts when all have judged. A rule of this project."
      >
        <NumberInput
          size="xs"
          w={70}
          aria-label="Readers of each sample"
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
