import { Button } from "@mantine/core";
import { IconPhotoOff } from "@tabler/icons-react";
import type { ErrorReport } from "#core/errors";
import type { SampleDetail } from "#core/samples";
import { ErrorPanel } from "#renderer/feedback";
import { useText } from "#renderer/language";
import { useSession } from "#renderer/session";
import styles from "./canvas.module.css";

/** Stands where the picture would: what is wrong with it, where, and how to mend it. */
export function ImageProblem(props: { readonly detail: SampleDetail; readonly problem: ErrorReport | null }) {
  const words = useText().canvas;
  const session = useSession();
  const { imageStatus, image } = props.detail;
  const report: Pick<ErrorReport, "message" | "where" | "cure"> =
    imageStatus === "ok"
      ? (props.problem ?? { message: words.cannotShow, cure: words.cure })
      : { message: words[imageStatus], where: image.path, cure: words.cure };
  return (
    <div className={styles.problem} data-testid="image-problem">
      <ErrorPanel report={report} icon={<IconPhotoOff size={28} stroke={1.5} />}>
        <Button size="xs" variant="default" onClick={() => void session.reload()}>
          {words.checkAgain}
        </Button>
      </ErrorPanel>
    </div>
  );
}
