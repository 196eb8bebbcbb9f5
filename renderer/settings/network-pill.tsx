import { Tooltip } from "@mantine/core";
import { useText } from "#renderer/language";
import { oneLine } from "#renderer/words";
import styles from "./settings.module.css";
import { useSettings } from "./use-settings.ts";

/** Whether anything can leave this machine, and where to. */
export function NetworkPill() {
  const words = useText().settings.network;
  const endpoint = useSettings().data?.endpoint ?? null;
  if (endpoint === null) {
    return (
      <Tooltip label={words.offlineHint}>
        <span className={styles.pill}>{words.offline}</span>
      </Tooltip>
    );
  }
  const { host } = new URL(endpoint.url);
  const label = words.endpointHint(endpoint.url);
  return (
    <Tooltip label={label}>
      <span className={styles.pill} data-testid="endpoint">
        {words.endpoint(oneLine(host, 40))}
      </span>
    </Tooltip>
  );
}
