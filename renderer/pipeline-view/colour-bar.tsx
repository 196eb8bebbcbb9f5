import { useText } from "#renderer/language";
import { type Run, share, shownAttention, two } from "#renderer/pipeline-steps";
import { cssColour, overlayColours } from "#renderer/theme";
import { STRONGEST_ALPHA } from "./logits-shape.tsx";
import styles from "./pipeline-view.module.css";

interface BarProps {
  readonly label: string;
  readonly gradient: string;
  /** From left to right, evenly spaced. */
  readonly ticks: readonly string[];
}

function Bar({ label, gradient, ticks }: BarProps) {
  return (
    <figure className={styles.colourBar} data-testid="colour-bar" aria-label={`${label}: ${ticks.join(", ")}`}>
      <i style={{ background: gradient }} />
      <figcaption>
        {ticks.map((tick, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a tick is known by its place.
          <span key={place}>{tick}</span>
        ))}
      </figcaption>
    </figure>
  );
}

/** The drawn attention's values: the stronger the colour, the larger. */
export function AttentionBar({ run, layer }: { readonly run: Run; readonly layer: number | null }) {
  const words = useText().pipeline;
  const { largest } = shownAttention(run, layer);
  const strongest = cssColour(overlayColours.heat, STRONGEST_ALPHA / 255);
  return (
    <Bar
      label={words.attentionBar}
      gradient={`linear-gradient(90deg, ${cssColour(overlayColours.heat, 0)}, ${strongest})`}
      ticks={["0", share(largest / 2), share(largest)]}
    />
  );
}

/** The drawn logits' values around 0, which is the mask's edge. */
export function LogitsBar({ run }: { readonly run: Run }) {
  const words = useText().pipeline;
  if (run.trace === undefined) return null;
  const { min, max } = run.trace.logits;
  const furthest = Math.max(Math.abs(min), Math.abs(max));
  const ends = [overlayColours.cold, overlayColours.heat].map((colour) => cssColour(colour, STRONGEST_ALPHA / 255));
  return (
    <Bar
      label={words.logitsBar}
      gradient={`linear-gradient(90deg, ${ends[0]}, transparent, ${ends[1]})`}
      ticks={[two(-furthest), words.edge, two(furthest)]}
    />
  );
}
