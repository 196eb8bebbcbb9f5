import { Switch } from "@mantine/core";
import { useId } from "react";

interface DescribedSwitchProps {
  readonly label: string;
  readonly description: string;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
}

/** A switch whose description switches it too; Mantine's own does by the label alone. */
export function DescribedSwitch({ label, description, checked, onChange }: DescribedSwitchProps) {
  const id = useId();
  return (
    <Switch
      id={id}
      size="xs"
      // Two labels would make one long name.
      aria-label={label}
      label={label}
      description={<label htmlFor={id}>{description}</label>}
      checked={checked}
      onChange={(event) => onChange(event.currentTarget.checked)}
    />
  );
}
