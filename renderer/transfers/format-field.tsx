import { Loader, Select } from "@mantine/core";
import type { FormatInfo } from "#core/samples";
import { useText } from "#renderer/language";
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
  const words = useText().transfers.formats;
  const itemOf = ({ id, title }: FormatInfo) => ({ value: id, label: title });
  const others = formats.filter(({ id }) => !likely?.some((one) => one.id === id));
  const data =
    likely && likely.length > 0
      ? [
          { group: words.likely, items: likely.map(itemOf) },
          { group: words.others, items: others.map(itemOf) },
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
        placeholder={isLooking ? words.looking : words.choose}
        nothingFoundMessage={words.none}
        rightSection={isLooking ? <Loader size={12} /> : undefined}
        maxDropdownHeight={320}
        onChange={(id) => id !== null && onChange(id)}
      />
      {(value || isLooking) && <p className={styles.summary}>{value?.summary ?? ""}</p>}
    </div>
  );
}
