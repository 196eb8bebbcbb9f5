import { IconPhotoOff } from "@tabler/icons-react";
import { memo } from "react";
import type { PreviewSample } from "#core/samples";
import { cut, Line, oneLine, Words } from "#renderer/words";
import { count } from "./transfer-words.ts";
import styles from "./transfers.module.css";

/** More than three lines hold. */
const MOST_WORDS = 240;

/** One of the first samples, as it would be taken. */
export const PreviewCard = memo(function PreviewCard({ sample }: { readonly sample: PreviewSample }) {
  const { question, category, split, kind, imageName, width, height, maskArea, ignoreArea, thumbnail } = sample;
  const labels = [split, category, ...kind].filter((label) => label !== "");
  const mask = maskArea === null ? "no mask" : maskArea === 0 ? "empty mask" : `mask ${count(maskArea)} px`;
  return (
    <li className={styles.card} data-testid="preview-card" data-sample-id={sample.id}>
      <div className={styles.thumb}>
        {thumbnail === null ? (
          <IconPhotoOff size={22} stroke={1.4} aria-label="The picture cannot be shown" />
        ) : (
          <img src={`data:image/webp;base64,${thumbnail}`} alt={`${oneLine(imageName)} with its mask`} />
        )}
      </div>
      <div className={styles.cardWords} title={oneLine(question, 500)} data-blank={question.trim() === "" || undefined}>
        {question.trim() === "" ? "needs a question" : <Words text={cut(question, MOST_WORDS)} />}
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
        <span>
          {width} × {height} · {mask}
          {ignoreArea ? ` · ignored ${count(ignoreArea)} px` : ""}
        </span>
      </div>
    </li>
  );
});
