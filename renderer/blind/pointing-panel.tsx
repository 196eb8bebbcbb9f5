import { Button } from "@mantine/core";
import { IconTargetArrow } from "@tabler/icons-react";
import { actions } from "#renderer/actions";
import { useTargetCursor } from "#renderer/canvas";
import { KeyHint } from "#renderer/keymap";
import { filled, useText } from "#renderer/language";
import { useSession, useSessionState } from "#renderer/session";
import styles from "./blind.module.css";

const Arrows = () => (
  <>
    <kbd>←</kbd> <kbd>↑</kbd> <kbd>↓</kbd> <kbd>→</kbd>
  </>
);

/** Takes the place of verdict, reasoning and candidates until the target was pointed at. */
export function PointingPanel() {
  const {
    blind: words,
    canvas: { cross },
  } = useText();
  const session = useSession();
  const isRule = useSessionState((state) => state.rules.blind);
  const place = useTargetCursor((state) => state.place);
  return (
    <section aria-label={words.label} className={styles.panel} data-testid="pointing-panel">
      <IconTargetArrow size={28} stroke={1.4} aria-hidden />
      <h3>{words.title}</h3>
      <p>{words.how}</p>
      <p className={styles.keys}>
        {filled(words.byKeys, <Arrows />, <kbd>Shift</kbd>, <KeyHint of={actions.pointTarget} />)}
      </p>
      <p className={styles.place} data-testid="target-place">
        {place === null ? "" : cross(Math.floor(place.x), Math.floor(place.y))}
      </p>
      <Button
        size="xs"
        variant="default"
        onMouseDown={(event) => event.preventDefault()}
        onClick={() => actions.nothingToPointAt.perform({ session })}
        rightSection={<KeyHint of={actions.nothingToPointAt} />}
      >
        {words.nothing}
      </Button>
      <p className={styles.why}>{isRule ? words.isRule : words.isOwn}</p>
    </section>
  );
}
