import type { Pointing } from "#core/samples";
import { ago } from "#renderer/home";
import { oneLine } from "#renderer/words";
import styles from "./history.module.css";

/** Where people pointed before they saw a mask; nothing where nobody asked them to. */
export function Pointings({ pointings }: { readonly pointings: readonly Pointing[] }) {
  if (pointings.length === 0) return null;
  return (
    <>
      <h3>Pointed at, before a mask was shown</h3>
      <ol>
        {pointings.map((one) => (
          <li key={`${one.author} ${one.questionVersion}`} data-testid="history-pointing">
            <div className={styles.who} title={new Date(one.at).toLocaleString()}>
              <bdi>{oneLine(one.author, 80)}</bdi> · {ago(one.at)}
            </div>
            <div>{wordsOf(one)}</div>
          </li>
        ))}
      </ol>
    </>
  );
}

/** As it was kept: the mask that the pointing revealed may be another one by now. */
function wordsOf({ place, milliseconds, relation, by }: Pointing): string {
  const how = `${by === "keyboard" ? "by the keyboard " : ""}after ${(milliseconds / 1000).toFixed(1)} s`;
  if (place === null) return `nothing to point at, ${how}`;
  const where = `${Math.floor(place.x)}, ${Math.floor(place.y)}, ${how}`;
  if (relation === null) return `${where}; there was no mask yet`;
  const mask = relation.to === "mask" ? "the mask that was there" : "the first candidate";
  if (relation.inside) return `${where}; inside ${mask}`;
  const distance = relation.distance === null ? "" : `${Math.max(1, Math.round(relation.distance))} px `;
  return `${where}; ${distance}outside ${mask}`;
}
