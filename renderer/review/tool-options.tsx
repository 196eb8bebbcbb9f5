import { IconCircle, IconSquare } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { actions } from "#renderer/actions";
import { setBrush, useView } from "#renderer/canvas";
import { limitedDiameter, MAX_DIAMETER } from "#renderer/editing";
import { KeyHint } from "#renderer/keymap";
import { useText } from "#renderer/language";
import styles from "./review.module.css";

/**
 * What can be set for the tool in hand: among the read-outs, whose room a fitted picture leaves free. Below the tools it
 * would cover the picture's upper edge, or take its height from every picture.
 */
export function ToolOptions() {
  const words = useText().tools.options;
  const tool = useView((view) => view.tool);
  switch (tool) {
    case "brush":
    case "eraser":
      return <Strip label={words.brush}>{<BrushOptions />}</Strip>;
    case "polygon":
    case "lasso":
      return <Strip label={words.outline}>{<AddOrSubtract />}</Strip>;
    case "fill":
      return (
        <Strip label={words.fill}>
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
    <fieldset className={styles.options} aria-label={label} data-testid="tool-options">
      {children}
    </fieldset>
  );
}

/** Small sizes need finer steps than large ones: the slider goes by the logarithm. */
const STEPS = 100;
const sizeAt = (step: number): number => limitedDiameter(MAX_DIAMETER ** (step / STEPS));
const stepOf = (size: number): number => Math.round((STEPS * Math.log(size)) / Math.log(MAX_DIAMETER));

function BrushOptions() {
  const words = useText().tools.options;
  const { shape, diameter } = useView((view) => view.brush);
  return (
    <>
      <label className={styles.opacity}>
        {words.size} <KeyHint of={actions.brushSmaller} /> <KeyHint of={actions.brushLarger} />
        <input
          type="range"
          min={0}
          max={STEPS}
          value={stepOf(diameter)}
          aria-valuetext={words.pixels(diameter)}
          onChange={(event) => setBrush({ diameter: sizeAt(Number(event.currentTarget.value)) })}
          onPointerUp={(event) => event.currentTarget.blur()}
        />
        <span className={styles.optionValue} data-testid="brush-size">
          {diameter} px
        </span>
      </label>
      <Choice label={words.round} isOn={shape === "round"} choose={() => setBrush({ shape: "round" })}>
        <IconCircle size={14} />
      </Choice>
      <Choice label={words.square} isOn={shape === "square"} choose={() => setBrush({ shape: "square" })}>
        <IconSquare size={14} />
      </Choice>
    </>
  );
}

function FillOptions() {
  const words = useText().tools.options;
  const flood = useView((view) => view.flood);
  return (
    <>
      <label className={styles.opacity}>
        {words.tolerance}
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
        label={words.contiguousHint}
        isOn={flood.contiguous}
        choose={() => useView.setState({ flood: { ...flood, contiguous: !flood.contiguous } })}
      >
        {words.contiguous}
      </Choice>
    </>
  );
}

function AddOrSubtract() {
  const words = useText().tools.options;
  const subtracts = useView((view) => view.subtracts);
  return (
    <>
      <Choice label={words.addHint} isOn={!subtracts} choose={() => useView.setState({ subtracts: false })}>
        {words.add}
      </Choice>
      <Choice label={words.subtractHint} isOn={subtracts} choose={() => useView.setState({ subtracts: true })}>
        {words.subtract}
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
