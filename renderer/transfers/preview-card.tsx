import { IconPhotoOff } from "@tabler/icons-react";
import { memo } from "react";
import type { PreviewSample } from "#core/samples";
import { useText } from "#renderer/language";
import { cut, Line, oneLine, Words } from "#renderer/words";
import styles from "./transfers.module.css";

/** More than three lines hold. */
const MOST_WORDS = 240;

/** One of the first samples, as it would be taken. */
export const PreviewCard = memo(function PreviewCard({ sample }: { readonly sample: PreviewSample }) {
  const {
    imports: { preview: words },
    queue,
  } = useText();
  const { question, category, split, kind, imageName, width, height, maskArea, ignoreArea, thumbnail } = sample;
  const labels = [split, category, ...kind].filter((label) => label !== "");
  const mask = maskArea === null ? words.noMask : maskArea === 0 ? words.emptyMask : words.mask(maskArea);
  return (
    <li className={styles.card} data-testid="preview-card" data-sample-id={sample.id}>
      <div className={styles.thumb}>
        {thumbnail === null ? (
          <IconPhotoOff size={22} stroke={1.4} aria-label={words.noPicture} />
        ) : (
          <img src={`data:image/webp;base64,${thumbnail}`} alt={words.picture(oneLine(imageName))} />
        )}
      </div>
      <div className={styles.cardWords} title={oneLine(question, 500)} data-blank={question.trim() === "" || undefined}>
        {question.trim() === "" ? queue.statuses["needs-question"] : <Words text={cut(question, MOST_WORDS)} />}
      </div>
      {labels.length > 0 && (
        <div className={styles.labels}>
          {labels.map((label, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: labels may be equal, and never change their order.
            <bdi key={index} title={oneLine(label, 300)}>
              <Line text={label} most={60} />
            </bdi>
          ))}
        </div>
      )}
      <div className={styles.sizes}>
        <bdi title={oneLine(imageName, 300)}>
          <Line text={imageName} most={80} />
        </bdi>
        <span>{words.sizes(width, height, mask, ignoreArea)}</span>
      </div>
    </li>
  );
});
