import { Tooltip } from "@mantine/core";
import {
  IconArrowBackUp,
  IconArrowForwardUp,
  IconBrush,
  IconBucketDroplet,
  IconEraser,
  IconHandMove,
  IconLasso,
  IconMaximize,
  IconPointer,
  IconPolygon,
  IconSquareDashed,
} from "@tabler/icons-react";
import type { ReactNode } from "react";
import { type Action, actions } from "#renderer/actions";
import { useView } from "#renderer/canvas";
import { useKeyLabel, withKey } from "#renderer/keymap";
import { titleOf, useText } from "#renderer/language";
import { useSession, useSessionState } from "#renderer/session";
import { LayerSwitch } from "./layer-switch.tsx";
import { MaskMenu } from "./mask-menu.tsx";
import styles from "./review.module.css";

/** The tools above the picture, each with its key. */
export function ToolBar() {
  const words = useText().tools;
  const tool = useView((view) => view.tool);
  const canUndo = useSessionState((state) => (state.sample?.undoDepth ?? 0) > 0);
  const canRedo = useSessionState((state) => (state.sample?.redoDepth ?? 0) > 0);
  return (
    <div className={styles.toolArea}>
      <div className={styles.tools} role="toolbar" aria-label={words.label} data-tour="tools">
        <Tool action={actions.panTool} icon={<IconHandMove size={17} />} isOn={tool === "pan"} hint={words.pan} />
        <i className={styles.sep} />
        <Tool action={actions.pointTool} icon={<IconPointer size={17} />} isOn={tool === "point"} hint={words.point} />
        <Tool action={actions.boxTool} icon={<IconSquareDashed size={17} />} isOn={tool === "box"} hint={words.box} />
        <i className={styles.sep} />
        <Tool action={actions.brushTool} icon={<IconBrush size={17} />} isOn={tool === "brush"} hint={words.brush} />
        <Tool
          action={actions.eraserTool}
          icon={<IconEraser size={17} />}
          isOn={tool === "eraser"}
          hint={words.eraser}
        />
        <Tool
          action={actions.polygonTool}
          icon={<IconPolygon size={17} />}
          isOn={tool === "polygon"}
          hint={words.polygon}
        />
        <Tool action={actions.lassoTool} icon={<IconLasso size={17} />} isOn={tool === "lasso"} hint={words.lasso} />
        <Tool
          action={actions.fillTool}
          icon={<IconBucketDroplet size={17} />}
          isOn={tool === "fill"}
          hint={words.fill}
        />
        <MaskMenu />
        <i className={styles.sep} />
        <LayerSwitch />
        <i className={styles.sep} />
        <Tool action={actions.fitPicture} icon={<IconMaximize size={17} />} />
        <i className={styles.sep} />
        <Tool action={actions.undo} icon={<IconArrowBackUp size={17} />} isDisabled={!canUndo} />
        <Tool action={actions.redo} icon={<IconArrowForwardUp size={17} />} isDisabled={!canRedo} />
      </div>
    </div>
  );
}

interface ToolProps {
  readonly action: Action;
  readonly icon: ReactNode;
  readonly isOn?: boolean;
  readonly isDisabled?: boolean;
  readonly hint?: string;
}

function Tool({ action, icon, isOn, isDisabled, hint }: ToolProps) {
  const words = useText().tools;
  const session = useSession();
  const key = useKeyLabel(action);
  const named = withKey(titleOf(action), key);
  return (
    <Tooltip label={hint ? words.hinted(named, hint) : named}>
      <button
        type="button"
        className={styles.tool}
        aria-label={titleOf(action)}
        aria-pressed={isOn}
        aria-disabled={isDisabled}
        onMouseDown={(event) => event.preventDefault()}
        onClick={() => !isDisabled && action.perform({ session })}
      >
        {icon}
        {key && key.length === 1 && <i>{key}</i>}
      </button>
    </Tooltip>
  );
}
