import { Button } from "@mantine/core";
import { useState } from "react";
import { FolderBrowser } from "#renderer/home";
import { useText } from "#renderer/language";
import { oneLine } from "#renderer/words";
import styles from "./transfers.module.css";

interface SourcePickerProps {
  readonly label: string;
  readonly value: string | null;
  readonly onChange: (path: string | null) => void;
  /** A file can be chosen. */
  readonly files: boolean;
  readonly height?: number;
}

/** A folder or file of this machine: looked for first, then one line that says which. */
export function SourcePicker({ label, value, onChange, files, height = 300 }: SourcePickerProps) {
  const { shell } = useText();
  const [dir, setDir] = useState<string | undefined>(undefined);
  if (value !== null) {
    return (
      <div className={styles.picked}>
        <code data-testid="source">
          <bdi>{oneLine(value, 5000)}</bdi>
        </code>
        <Button size="compact-xs" variant="default" onClick={() => onChange(null)}>
          {shell.changePlace}
        </Button>
      </div>
    );
  }
  return (
    <FolderBrowser
      label={label}
      dir={dir}
      showImages
      height={height}
      onGo={setDir}
      onUse={onChange}
      {...(files ? { onFile: onChange } : {})}
    />
  );
}
