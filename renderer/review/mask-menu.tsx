import { Menu, Tooltip } from "@mantine/core";
import { IconWand } from "@tabler/icons-react";
import { actions, islandArea, opStep } from "#renderer/actions";
import { layerOf, useSession, useSessionState } from "#renderer/session";
import styles from "./review.module.css";

/** What can be done with the mask as a whole. */
export function MaskMenu() {
  const session = useSession();
  const image = useSessionState((state) => state.sample?.detail.image ?? null);
  const hasMask = useSessionState(({ sample, layer }) => sample !== null && layerOf(sample, layer) !== null);
  const step = image ? opStep(image.width, image.height) : 1;
  const entries = [
    [actions.fillHoles, ""],
    [actions.removeIslands, image ? `under ${islandArea(image.width, image.height).toLocaleString("en")} px` : ""],
    [actions.growMask, `by ${step} px`],
    [actions.shrinkMask, `by ${step} px`],
    [actions.smoothMask, `over ${4 * step + 1} px`],
  ] as const;
  return (
    <Menu position="bottom" shadow="sm" width={260} withinPortal>
      <Menu.Target>
        <Tooltip label="Fill holes, remove islands, grow, shrink, smooth">
          <button type="button" className={styles.tool} aria-label="The whole mask" data-testid="mask-menu">
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
            {action.title}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
