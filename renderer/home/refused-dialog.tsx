import { Button, Group, Modal } from "@mantine/core";
import { useMemo } from "react";
import { useText } from "#renderer/language";
import { showRefused, useShell } from "#renderer/shell";
import styles from "./home.module.css";
import { groupRefusals } from "./refusals.ts";

/** Which images were not taken, each with its own reason and cure. */
export function RefusedDialog() {
  const words = useText().projects;
  const refused = useShell((shell) => shell.refused);
  const groups = useMemo(() => groupRefusals(refused), [refused]);
  const close = (): void => showRefused([]);
  return (
    <Modal
      opened={refused.length > 0}
      onClose={close}
      title={words.refused(refused.length)}
      size={600}
      closeButtonProps={{ "aria-label": words.close }}
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a long list scrolls, with the keyboard too. */}
      <section className={styles.refusals} data-testid="refused" tabIndex={0} aria-label={words.refusedList}>
        {groups.map(({ message, cure, files }) => (
          <div key={`${message}\n${cure}`}>
            <b className="r2-words">{message}</b>
            <p className="r2-words">{cure}</p>
            <ul>
              {files.map((file) => (
                <li key={file}>
                  <bdi>{file}</bdi>
                </li>
              ))}
            </ul>
          </div>
        ))}
      </section>
      <Group justify="flex-end" mt={16}>
        <Button onClick={close}>{words.close}</Button>
      </Group>
    </Modal>
  );
}
