import { ActionIcon, Button, Group, Text } from "@mantine/core";
import { IconPlus, IconRestore, IconX } from "@tabler/icons-react";
import { useRef, useState } from "react";
import { type Action, allActions } from "#renderer/actions";
import {
  assign,
  isChanged,
  keyLabel,
  keysFor,
  ownersOf,
  type Refusal,
  refusalOf,
  removeKey,
  runsOnMac,
  withoutChange,
} from "#renderer/keymap";
import { titleOf, useText } from "#renderer/language";
import { KeyRecorder } from "./key-recorder.tsx";
import styles from "./keys.module.css";
import { useOwnEscape } from "./own-escape.ts";
import type { Settings } from "./use-settings.ts";

type Keymap = Settings["keys"];

interface KeyRowProps {
  readonly action: Action;
  readonly keymap: Keymap;
  readonly set: (keymap: Keymap) => void;
}

/** What became of the last key that was pressed for an action, as long as a person has to know of it. */
type Question =
  | { readonly kind: "refused"; readonly why: Refusal }
  | { readonly kind: "full" }
  | { readonly kind: "taken"; readonly key: string; readonly owners: readonly Action[] };

const MOST = 4;

/** One action with its keys: each can be taken away, another one added by pressing it. */
export function KeyRow({ action, keymap, set }: KeyRowProps) {
  const words = useText().keys;
  const [isRecording, setRecording] = useState(false);
  const [question, setQuestion] = useState<Question | null>(null);
  const add = useRef<HTMLButtonElement>(null);
  const title = titleOf(action);
  const keys = keysFor(action, keymap);
  const leave = (): void => {
    setQuestion(null);
    // Where the question came from: the button that had the focus is gone with it.
    add.current?.focus();
  };
  useOwnEscape(question !== null, leave);
  const take = (key: string): void => {
    setRecording(false);
    const asked = questionOf(action, keymap, key);
    setQuestion(asked);
    if (asked === null) set(assign(keymap, allActions, action, key, false));
  };
  return (
    <div className={styles.row} data-testid={`key-row-${action.id}`}>
      <span className={styles.title}>{title}</span>
      <Group gap={4} wrap="nowrap" justify="flex-end">
        {keys.length === 0 && !isRecording && <span className={styles.none}>{words.none}</span>}
        {keys.map((key) => (
          <OneKey key={key} keys={key} title={title} onRemove={() => set(removeKey(keymap, action, key))} />
        ))}
        {isRecording ? (
          <KeyRecorder onKey={take} onLeave={() => setRecording(false)} />
        ) : (
          <ActionIcon
            ref={add}
            size={20}
            variant="subtle"
            color="gray"
            aria-label={words.add(title)}
            onClick={() => {
              setQuestion(keys.length < MOST ? null : { kind: "full" });
              setRecording(keys.length < MOST);
            }}
          >
            <IconPlus size={13} />
          </ActionIcon>
        )}
        <ActionIcon
          size={20}
          variant="subtle"
          color="gray"
          aria-label={words.reset(title)}
          data-hidden={!isChanged(action, keymap) || undefined}
          disabled={!isChanged(action, keymap)}
          onClick={() => set(withoutChange(keymap, action))}
        >
          <IconRestore size={13} />
        </ActionIcon>
      </Group>
      {question !== null && (
        <Asked
          question={question}
          onTake={(key) => {
            set(assign(keymap, allActions, action, key, true));
            setQuestion(null);
          }}
          onLeave={leave}
        />
      )}
    </div>
  );
}

function questionOf(action: Action, keymap: Keymap, key: string): Question | null {
  const why = action.keys.includes(key) ? null : refusalOf(key);
  if (why !== null) return { kind: "refused", why };
  const owners = ownersOf(keymap, allActions, key, action.id);
  return owners.length > 0 ? { kind: "taken", key, owners } : null;
}

interface OneKeyProps {
  readonly keys: string;
  readonly title: string;
  readonly onRemove: () => void;
}

function OneKey({ keys, title, onRemove }: OneKeyProps) {
  const words = useText().keys;
  const label = keyLabel(keys, runsOnMac());
  return (
    <span className={styles.key}>
      <kbd>{label}</kbd>
      <button type="button" aria-label={words.remove(label, title)} onClick={onRemove}>
        <IconX size={11} />
      </button>
    </span>
  );
}

interface AskedProps {
  readonly question: Question;
  readonly onTake: (key: string) => void;
  readonly onLeave: () => void;
}

/** A key that is not free is never taken from another action in silence. */
function Asked({ question, onTake, onLeave }: AskedProps) {
  const words = useText().keys;
  const isMac = runsOnMac();
  return (
    <div className={styles.asked} role="alert">
      <Text size="xs">
        {question.kind === "refused" && words.refusals[question.why]}
        {question.kind === "full" && words.full}
        {question.kind === "taken" &&
          words.taken(keyLabel(question.key, isMac), question.owners.map(titleOf).join(", "))}
      </Text>
      {question.kind === "taken" && (
        <Group gap={6} wrap="nowrap">
          <Button size="compact-xs" autoFocus onClick={() => onTake(question.key)}>
            {words.take}
          </Button>
          <Button size="compact-xs" variant="default" onClick={onLeave}>
            {words.keep}
          </Button>
        </Group>
      )}
    </div>
  );
}
