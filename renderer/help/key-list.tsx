import { Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { type Action, allActions, byGroup, findActions } from "#renderer/actions";
import { keyLabel, keysFor, runsOnMac, useKeymap } from "#renderer/keymap";
import { titleOf, useText } from "#renderer/language";
import styles from "./help.module.css";

/** The keys as they are now, by what they are for; and what the pointer does. */
export function KeyList() {
  const { help: words, keys: keyWords } = useText();
  const keymap = useKeymap((state) => state.keymap);
  const [search, setSearch] = useState("");
  const wanted = search.trim().toLowerCase();
  const shown = findActions(allActions, search, keymap).filter((action) => keysFor(action, keymap).length > 0);
  const byPointer = keyWords.byPointer.filter((row) => row.join(" ").toLowerCase().includes(wanted));
  return (
    <>
      <TextInput
        size="xs"
        type="search"
        data-autofocus
        aria-label={keyWords.search}
        placeholder={words.searchPlaceholder}
        value={search}
        onChange={(event) => setSearch(event.currentTarget.value)}
      />
      <div className={styles.keys} data-testid="key-list">
        {byGroup(shown).map(([group, actions]) => (
          <section key={group}>
            <h3>{keyWords.groups[group]}</h3>
            <dl>
              {actions.map((action) => (
                <KeyRow key={action.id} action={action} isWhole={wanted === ""} />
              ))}
            </dl>
          </section>
        ))}
        {byPointer.length > 0 && (
          <section>
            <h3>{keyWords.groups.Pointer}</h3>
            <dl>
              {byPointer.map(([what, how]) => (
                <div key={what} className={styles.row}>
                  <dt>{what}</dt>
                  <dd>{how}</dd>
                </div>
              ))}
            </dl>
          </section>
        )}
      </div>
      {shown.length === 0 && byPointer.length === 0 && (
        <Text size="sm" c="dimmed" role="status">
          {words.nothingFound}
        </Text>
      )}
    </>
  );
}

interface KeyRowProps {
  readonly action: Action;
  /** Nothing is searched for: the first of nine stands for all. */
  readonly isWhole: boolean;
}

function KeyRow({ action, isWhole }: KeyRowProps) {
  const words = useText().keys;
  const keymap = useKeymap((state) => state.keymap);
  return (
    <div className={styles.row} data-testid={`help-${action.id}`}>
      <dt>{isWhole && action.id === "candidate-1" ? words.candidates : titleOf(action)}</dt>
      <dd>
        {keysFor(action, keymap).map((keys) => (
          <kbd key={keys}>{keyLabel(keys, runsOnMac())}</kbd>
        ))}
      </dd>
    </div>
  );
}
