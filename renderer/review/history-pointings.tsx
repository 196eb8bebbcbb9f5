import type { Pointing } from "#core/samples";
import { ago } from "#renderer/home";
import { type Catalogue, useText } from "#renderer/language";
import { oneLine } from "#renderer/words";
import styles from "./history.module.css";

/** Where people pointed before they saw a mask; nothing where nobody asked them to. */
export function Pointings({ pointings }: { readonly pointings: readonly Pointing[] }) {
  const words = useText().blind.kept;
  if (pointings.length === 0) return null;
  return (
    <>
      <h3>{words.title}</h3>
      <ol>
        {pointings.map((one) => (
          <li key={`${one.author} ${one.questionVersion}`} data-testid="history-pointing">
            <div className={styles.who} title={new Date(one.at).toLocaleString()}>
              <bdi>{oneLine(one.author, 80)}</bdi> · {ago(one.at)}
            </div>
            <div>{wordsOf(one, words)}</div>
          </li>
        ))}
      </ol>
    </>
  );
}

/** As it was kept: the mask that the pointing revealed may be another one by now. */
function wordsOf({ place, milliseconds, relation, by }: Pointing, words: Catalogue["blind"]["kept"]): string {
  const how = words.how(by === "keyboard", (milliseconds / 1000).toFixed(1));
  if (place === null) return words.nothing(how);
  const where = words.at(Math.floor(place.x), Math.floor(place.y), how);
  if (relation === null) return words.noMask(where);
  const mask = relation.to === "mask" ? words.theMask : words.firstCandidate;
  if (relation.inside) return words.inside(where, mask);
  const distance = relation.distance === null ? null : Math.max(1, Math.round(relation.distance));
  return words.outside(where, distance, mask);
}
