import { Group, Text } from "@mantine/core";
import type { ReactNode } from "react";

/** A setting: what it is and what it does on the left, its control on the right. */
export function SettingRow(props: { readonly label: string; readonly hint?: string; readonly children: ReactNode }) {
  return (
    <Group justify="space-between" wrap="nowrap" gap={16}>
      <div>
        <Text size="sm">{props.label}</Text>
        {props.hint && (
          <Text size="xs" c="dimmed">
            {props.hint}
          </Text>
        )}
      </div>
      <div style={{ flex: "none" }}>{props.children}</div>
    </Group>
  );
}
