import { Switch } from "@mantine/core";
import { useId } from "react";
import { hintIdOf, labelIdOf, SettingRow } from "./setting-row.tsx";

interface SwitchRowProps {
  readonly label: string;
  readonly hint?: string;
  readonly checked: boolean;
  readonly disabled?: boolean;
  readonly onChange: (checked: boolean) => void;
}

/** A setting that is on or off. The whole row is its label: nobody has to aim at the knob. */
export function SwitchRow({ label, hint, checked, disabled = false, onChange }: SwitchRowProps) {
  const id = useId();
  return (
    <SettingRow label={label} hint={hint} control={id}>
      <Switch
        id={id}
        // The name is the label alone; the hint, though a part of what can be pressed, only describes.
        aria-labelledby={labelIdOf(id)}
        {...(hint ? { "aria-describedby": hintIdOf(id) } : {})}
        checked={checked}
        disabled={disabled}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
    </SettingRow>
  );
}
