import { Menu, Tooltip } from "@mantine/core";
import { IconWand } from "@tabler/icons-react";
import { actions, islandArea, opStep } from "#renderer/actions";
import { titleOf, useText } from "#renderer/language";
import { layerOf, useSession, useSessionState } from "#renderer/session";
import styles from "./review.module.css";

/** What can be done with the mask as a whole. */
export function MaskMenu() {
  const words = useText().tools.whole;
  const session = useSession();
  const image = useSessionState((state) => state.sample?.detail.image ?? null);
  const hasMask = useSessionState(({ sample, layer }) => sample !== null && layerOf(sample, layer) !== null);
  const step = image ? opStep(image.width, image.height) : 1;
  const entries = [
    [actions.fillHoles, ""],
    [actions.removeIslands, image ? words.under(islandArea(image.width, image.height)) : ""],
    [actions.growMask, words.by(step)],
    [actions.shrinkMask, words.by(step)],
    [actions.smoothMask, words.over(4 * step + 1)],
  ] as const;
  return (
    <Menu position="bottom" shadow="sm" width={260} withinPortal>
      <Menu.Target>
        <Tooltip label={words.hint}>
          <button type="button" className={styles.tool} aria-label={words.label} data-testid="mask-menu">
            <IconWand size={17} />
          </button>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        {entries.map(([action, note]) => (
          <Menu.Item
            key={action.id}
            disabled={!hasMask}
            rightSection={note && <span className={styles.mute}>{note}</span>}
            onClick={() => action.perform({ session })}
          >
            {titleOf(action)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
