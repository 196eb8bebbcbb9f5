import { Button } from "@mantine/core";
import { IconPhotoOff } from "@tabler/icons-react";
import type { ErrorReport } from "#core/errors";
import type { ImageStatus, SampleDetail } from "#core/samples";
import { ErrorPanel } from "#renderer/feedback";
import { useSession } from "#renderer/session";
import styles from "./canvas.module.css";

const said: Readonly<Record<Exclude<ImageStatus, "ok">, string>> = {
  missing: "The picture of this sample is missing.",
  changed: "The picture of this sample has changed since it was imported.",
  damaged: "The picture of this sample is damaged.",
};

const CURE =
  "Put the original file back at this place and check again. The masks and the verdict of this sample are kept.";

/** Stands where the picture would: what is wrong with it, where, and how to mend it. */
export function ImageProblem(props: { readonly detail: SampleDetail; readonly problem: ErrorReport | null }) {
  const session = useSession();
  const { imageStatus, image } = props.detail;
  const report: Pick<ErrorReport, "message" | "where" | "cure"> =
    imageStatus === "ok"
      ? (props.problem ?? { message: "The picture cannot be shown.", cure: CURE })
      : { message: said[imageStatus], where: image.path, cure: CURE };
  return (
    <div className={styles.problem} data-testid="image-problem">
      <ErrorPanel report={report} icon={<IconPhotoOff size={28} stroke={1.5} />}>
        <Button size="xs" variant="default" onClick={() => void session.reload()}>
          Check again
        </Button>
      </ErrorPanel>
    </div>
  );
}
