import { Button, Select, TextInput } from "@mantine/core";
import { useState } from "react";
import type { FormatOption } from "#core/samples";
import { FolderBrowser } from "#renderer/home";
import { useText } from "#renderer/language";
import { DescribedSwitch } from "./described-switch.tsx";
import styles from "./transfers.module.css";

interface OptionFieldsProps {
  readonly options: readonly FormatOption[];
  readonly values: Readonly<Record<string, string>>;
  readonly onChange: (key: string, value: string) => void;
}

/** What a format wants to know beside its source. */
export function OptionFields({ options, values, onChange }: OptionFieldsProps) {
  return options.map((option) => (
    <OptionField
      key={option.key}
      option={option}
      value={values[option.key] ?? option.preset ?? ""}
      onChange={(value) => onChange(option.key, value)}
    />
  ));
}

interface OptionFieldProps {
  readonly option: FormatOption;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

function OptionField({ option, value, onChange }: OptionFieldProps) {
  const words = useText().transfers.formats;
  const label = option.key.replaceAll("-", " ").replace(/^./, (first) => first.toUpperCase());
  const shared = { size: "xs", label, description: option.label } as const;
  switch (option.kind) {
    case "flag":
      return (
        <DescribedSwitch
          label={label}
          description={option.label}
          checked={value === "true"}
          onChange={(checked) => onChange(String(checked))}
        />
      );
    case "choice":
      return (
        <Select
          {...shared}
          data={option.choices ?? []}
          value={value === "" ? null : value}
          placeholder={words.preset}
          clearable={option.preset === null}
          onChange={(chosen) => onChange(chosen ?? "")}
        />
      );
    case "folder":
    case "file":
      return <PathField option={option} label={label} value={value} onChange={onChange} />;
    default:
      return (
        <TextInput {...shared} dir="auto" value={value} onChange={(event) => onChange(event.currentTarget.value)} />
      );
  }
}

/** A path that is typed or looked for. */
function PathField({ option, label, value, onChange }: OptionFieldProps & { readonly label: string }) {
  const words = useText().transfers;
  const [isLooking, setLooking] = useState(false);
  const [dir, setDir] = useState<string | undefined>(undefined);
  const pick = (path: string): void => {
    onChange(path);
    setLooking(false);
  };
  const isFile = option.kind === "file";
  return (
    <div className={styles.pathField}>
      <TextInput
        size="xs"
        label={label}
        description={option.label}
        value={value}
        placeholder={words.formats.found}
        rightSectionWidth={72}
        rightSection={
          <Button size="compact-xs" variant="default" onClick={() => setLooking(!isLooking)}>
            {isLooking ? words.close : words.formats.choosePath}
          </Button>
        }
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      {isLooking && (
        <FolderBrowser
          label={words.formats.choosing(label)}
          dir={dir}
          height={140}
          onGo={setDir}
          {...(isFile ? { onFile: pick } : { onUse: pick })}
        />
      )}
    </div>
  );
}
