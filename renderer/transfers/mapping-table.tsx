import { Select } from "@mantine/core";
import type { ColumnMapping } from "#core/samples";
import { useText } from "#renderer/language";
import { oneLine } from "#renderer/words";
import styles from "./transfers.module.css";

interface MappingTableProps {
  readonly mapping: ColumnMapping;
  /** An empty column takes the role away. */
  readonly onChange: (role: string, column: string) => void;
}

/** Which column of the source is read as what; a wrong guess is corrected here. */
export function MappingTable({ mapping, onChange }: MappingTableProps) {
  const words = useText().imports.columns;
  const { columns, roles } = mapping;
  const data = columns.map(({ name, type }) => ({
    value: name,
    label: `${oneLine(name, 80)}  (${oneLine(type, 40)})`,
  }));
  return (
    <table className={styles.mapping} data-testid="mapping">
      <thead>
        <tr>
          <th>{words.role}</th>
          <th>{words.column}</th>
          <th>{words.example}</th>
        </tr>
      </thead>
      <tbody>
        {roles.map(({ role, label, required }) => {
          const column = mapping.mapping[role] ?? null;
          const example = columns.find(({ name }) => name === column)?.example ?? "";
          return (
            <tr key={role} data-role={role} data-missing={(required && !column) || undefined}>
              <td title={label}>
                {label}
                {required && <em> {words.required}</em>}
              </td>
              <td>
                <Select
                  size="xs"
                  aria-label={words.columnFor(label)}
                  data={data}
                  value={column === "" ? null : column}
                  placeholder={required ? words.choose : words.none}
                  clearable={!required}
                  searchable
                  error={required && !column}
                  onChange={(chosen) => onChange(role, chosen ?? "")}
                />
              </td>
              <td title={oneLine(example, 500)}>
                <bdi>{oneLine(example, 80)}</bdi>
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
