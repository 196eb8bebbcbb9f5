import { Group, Text } from "@mantine/core";
import type { ReactNode } from "react";

interface SettingRowProps {
  readonly label: string;
  readonly hint?: string | undefined;
  /** The id of a control that a press on the words is meant for, as on a switch; left out: the words are only read. */
  readonly control?: string;
  readonly children: ReactNode;
}

/** The ids of a row's words, for a control that is named and described by them. */
export const labelIdOf = (control: string): string => `${control}-label`;
export const hintIdOf = (control: string): string => `${control}-hint`;

/** A setting: what it is and what it does on the left, its control on the right. */
export function SettingRow({ label, hint, control, children }: SettingRowProps) {
  const id = (of: (control: string) => string) => (control === undefined ? {} : { id: of(control) });
  const words = (
    <>
      <Text span display="block" size="sm" {...id(labelIdOf)}>
        {label}
      </Text>
      {hint && (
        <Text span display="block" size="xs" c="dimmed" {...id(hintIdOf)}>
          {hint}
        </Text>
      )}
    </>
  );
  return (
    <Group justify="space-between" wrap="nowrap" gap={16}>
      {control === undefined ? (
        <div>{words}</div>
      ) : (
        <label htmlFor={control} style={{ flex: 1 }}>
          {words}
        </label>
      )}
      <div style={{ flex: "none" }}>{children}</div>
    </Group>
  );
}
