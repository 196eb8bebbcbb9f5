import { Modal } from "@mantine/core";
import { type Action, allActions, keyLabel, runsOnMac } from "#renderer/actions";
import { openDialog, useShell } from "#renderer/shell";
import styles from "./settings.module.css";

const byPointer: readonly (readonly [string, string])[] = [
  ["Positive point", "click"],
  ["Negative point", "right click or Alt click"],
  ["Remove a point", "click it"],
  ["Erase with the brush", "right button"],
  ["Straight line from the last stroke", "Shift click"],
  ["Close a polygon", "double click, Enter or its first vertex"],
  ["Take a vertex back", "Backspace"],
  ["Subtract with polygon, lasso or fill", "Alt"],
  ["Zoom at the pointer", "wheel"],
  ["Pan", "Space-drag or middle button"],
];

/** Every key there is, by what it is for. */
export function KeysDialog() {
  const isOpen = useShell((shell) => shell.dialog === "keys");
  const isMac = runsOnMac();
  const withKeys = allActions.filter((action) => action.keys.length > 0 && !/^candidate-[2-8]$/.test(action.id));
  const groups = [...new Set(withKeys.map((action) => action.group))];
  return (
    <Modal
      opened={isOpen}
      onClose={() => openDialog(null)}
      title="Keys"
      size={640}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <div className={styles.keys} data-testid="key-list">
        {groups.map((group) => (
          <section key={group}>
            <h3>{group}</h3>
            <dl>
              {withKeys
                .filter((action) => action.group === group)
                .map((action) => (
                  <KeyRow key={action.id} action={action} isMac={isMac} />
                ))}
            </dl>
          </section>
        ))}
        <section>
          <h3>Pointer</h3>
          <dl>
            {byPointer.map(([what, how]) => (
              <div key={what} className={styles.keyRow}>
                <dt>{what}</dt>
                <dd>{how}</dd>
              </div>
            ))}
          </dl>
        </section>
      </div>
    </Modal>
  );
}

function KeyRow({ action, isMac }: { readonly action: Action; readonly isMac: boolean }) {
  return (
    <div className={styles.keyRow}>
      <dt>{action.id === "candidate-1" ? "Choose candidate 1, and so on up to 9" : action.title}</dt>
      <dd>
        {action.keys.map((keys) => (
          <kbd key={keys}>{keyLabel(keys, isMac)}</kbd>
        ))}
      </dd>
    </div>
  );
}
