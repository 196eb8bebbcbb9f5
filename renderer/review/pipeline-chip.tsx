import { Tooltip } from "@mantine/core";
import { useEffect, useState } from "react";
import { hideWorkerFailures } from "#renderer/feedback";
import { useText } from "#renderer/language";
import { useApi } from "#renderer/link";
import { useSessionState } from "#renderer/session";
import styles from "./review.module.css";

type Status = {
  state: "stopped" | "starting" | "ready" | "busy" | "failed";
  restarts: number;
  lastProblem: string | null;
};

/** A click's answer takes less; saying "busy" for each would only flicker. */
const BUSY_DELAY_MS = 500;

/** True once a condition has held for a while. */
function useLasting(holds: boolean, delay: number): boolean {
  const [isLong, setLong] = useState(false);
  useEffect(() => {
    setLong(false);
    if (!holds) return;
    const timer = setTimeout(() => setLong(true), delay);
    return () => clearTimeout(timer);
  }, [holds, delay]);
  return isLong;
}

/** Says so when the model process is not simply ready. */
export function PipelineChip() {
  const words = useText().review.process;
  const api = useApi();
  // A process that was started anew knows nothing of the old one's listeners.
  const answers = useSessionState((state) => state.connection === "answers");
  const [status, setStatus] = useState<Status | null>(null);
  const isLong = useLasting(status?.state === "busy", BUSY_DELAY_MS);
  useEffect(() => {
    if (!answers) return setStatus(null);
    const subscription = api.app.watchPipeline.subscribe(undefined, {
      onData: (now) => {
        setStatus(now);
        if (now.state === "ready") hideWorkerFailures();
      },
      onError: () => setStatus(null),
    });
    return () => subscription.unsubscribe();
  }, [api, answers]);
  if (!status || (status.state === "busy" && !isLong)) return null;
  const restarting = status.state === "starting" && status.restarts > 0;
  const text = restarting ? words.restarting : words[status.state];
  if (!text) return null;
  return (
    <Tooltip label={status.lastProblem ?? words.hint}>
      <span className={status.state === "failed" || restarting ? styles.bad : undefined} data-testid="pipeline-state">
        {text}
      </span>
    </Tooltip>
  );
}
