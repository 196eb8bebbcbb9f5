import { IconCircle, IconSquare } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { actions } from "#renderer/actions";
import { setBrush, useView } from "#renderer/canvas";
import { limitedDiameter, MAX_DIAMETER } from "#renderer/editing";
import { KeyHint } from "#renderer/keymap";
import styles from "./review.module.css";

/** What can be set for the tool in hand, below the tools; it lies over the picture, so that nothing moves for it. */
export function ToolOptions() {
  const tool = useView((view) => view.tool);
  switch (tool) {
    case "brush":
    case "eraser":
      return <Strip label="Brush">{<BrushOptions />}</Strip>;
    case "polygon":
    case "lasso":
      return <Strip label="Outline">{<AddOrSubtract />}</Strip>;
    case "fill":
      return (
        <Strip label="Flood fill">
          <FillOptions />
          <AddOrSubtract />
        </Strip>
      );
    default:
      return null;
  }
}

function Strip({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <fieldset className={styles.options} aria-label={`${label} options`} data-testid="tool-options">
      {children}
    </fieldset>
  );
}

/** Small sizes need finer steps than large ones: the slider goes by the logarithm. */
const STEPS = 100;
const sizeAt = (step: number): number => limitedDiameter(MAX_DIAMETER ** (step / STEPS));
const stepOf = (size: number): number => Math.round((STEPS * Math.log(size)) / Math.log(MAX_DIAMETER));

function BrushOptions() {
  const { shape, diameter } = useView((view) => view.brush);
  return (
    <>
      <label className={styles.opacity}>
        size <KeyHint of={actions.brushSmaller} /> <KeyHint of={actions.brushLarger} />
        <input
          type="range"
          min={0}
          max={STEPS}
          value={stepOf(diameter)}
          aria-valuetext={`${diameter} pixels`}
          onChange={(event) => setBrush({ diameter: sizeAt(Number(event.currentTarget.value)) })}
          onPointerUp={(event) => event.currentTarget.blur()}
        />
        <span className={styles.optionValue} data-testid="brush-size">
          {diameter} px
        </span>
      </label>
      <Choice label="Round" isOn={shape === "round"} choose={() => setBrush({ shape: "round" })}>
        <IconCircle size={14} />
      </Choice>
      <Choice label="Square" isOn={shape === "square"} choose={() => setBrush({ shape: "square" })}>
        <IconSquare size={14} />
      </Choice>
    </>
  );
}

function FillOptions() {
  const flood = useView((view) => view.flood);
  return (
    <>
      <label className={styles.opacity}>
        tolerance
        <input
          type="range"
          min={0}
          max={128}
          value={flood.tolerance}
          onChange={(event) => useView.setState({ flood: { ...flood, tolerance: Number(event.currentTarget.value) } })}
          onPointerUp={(event) => event.currentTarget.blur()}
        />
        <span className={styles.optionValue}>{flood.tolerance}</span>
      </label>
      <Choice
        label="Only what hangs together"
        isOn={flood.contiguous}
        choose={() => useView.setState({ flood: { ...flood, contiguous: !flood.contiguous } })}
      >
        contiguous
      </Choice>
    </>
  );
}

function AddOrSubtract() {
  const subtracts = useView((view) => view.subtracts);
  return (
    <>
      <Choice label="Add to the mask" isOn={!subtracts} choose={() => useView.setState({ subtracts: false })}>
        add
      </Choice>
      <Choice label="Take from the mask" isOn={subtracts} choose={() => useView.setState({ subtracts: true })}>
        subtract
      </Choice>
    </>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly isOn: boolean;
  readonly choose: () => void;
  readonly children: ReactNode;
}

function Choice({ label, isOn, choose, children }: ChoiceProps) {
  return (
    <button
      type="button"
      className={styles.option}
      aria-label={label}
      title={label}
      aria-pressed={isOn}
      onMouseDown={(event) => event.preventDefault()}
      onClick={choose}
    >
      {children}
    </button>
  );
}
