import { Tooltip } from "@mantine/core";
import { oneLine } from "#renderer/words";
import styles from "./settings.module.css";
import { useSettings } from "./use-settings.ts";

/** Whether anything can leave this machine, and where to. */
export function NetworkPill() {
  const endpoint = useSettings().data?.endpoint ?? null;
  if (endpoint === null) {
    return (
      <Tooltip label="Models run on this machine. No request leaves it.">
        <span className={styles.pill}>offline</span>
      </Tooltip>
    );
  }
  const { host } = new URL(endpoint.url);
  const label = `Runs that you start with the endpoint ${endpoint.url} as attention or evaluator send the picture, the question and the masks there. Nothing else leaves this machine.`;
  return (
    <Tooltip label={label}>
      <span className={styles.pill} data-testid="endpoint">
        endpoint {oneLine(host, 40)}
      </span>
    </Tooltip>
  );
}
