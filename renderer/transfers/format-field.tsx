import { Loader, Select } from "@mantine/core";
import type { FormatInfo } from "#core/samples";
import styles from "./transfers.module.css";

interface FormatFieldProps {
  readonly label: string;
  readonly formats: readonly FormatInfo[];
  /** What the source looks like, the likeliest first. */
  readonly likely?: readonly FormatInfo[] | undefined;
  readonly isLooking?: boolean;
  readonly value: FormatInfo | null;
  readonly onChange: (id: string) => void;
}

/** A format, with what it is; those that the source looks like stand first. */
export function FormatField({ label, formats, likely, isLooking, value, onChange }: FormatFieldProps) {
  const itemOf = ({ id, title }: FormatInfo) => ({ value: id, label: title });
  const others = formats.filter(({ id }) => !likely?.some((one) => one.id === id));
  const data =
    likely && likely.length > 0
      ? [
          { group: "The source looks like", items: likely.map(itemOf) },
          { group: "Other formats", items: others.map(itemOf) },
        ]
      : formats.map(itemOf);
  return (
    <div>
      <Select
        size="xs"
        label={label}
        data={data}
        value={value?.id ?? null}
        searchable
        allowDeselect={false}
        placeholder={isLooking ? "Looking at the source…" : "Choose a format"}
        nothingFoundMessage="No format has this name."
        rightSection={isLooking ? <Loader size={12} /> : undefined}
        maxDropdownHeight={320}
        onChange={(id) => id !== null && onChange(id)}
      />
      {(value || isLooking) && <p className={styles.summary}>{value?.summary ?? ""}</p>}
    </div>
  );
}
