import { CloseButton } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useText } from "#renderer/language";
import { reportOf, useApi } from "#renderer/link";
import { useSessionState } from "#renderer/session";
import styles from "./review.module.css";

/** The project opened, but its log doesn't verify: says so until it is closed. Checked once, behind the first sample. */
export function CheckBanner() {
  const words = useText().review;
  const api = useApi();
  const projectId = useSessionState((state) => state.projectId);
  const isShown = useSessionState((state) => state.sample !== null || state.empty);
  const [isClosed, setClosed] = useState(false);
  const { data: report, error } = useQuery({
    queryKey: ["project-check", projectId],
    queryFn: ({ signal }) => api.projects.check.query({ projectId }, { signal }),
    enabled: isShown,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  useEffect(() => {
    if (error) console.warn("The project could not be checked:", reportOf(error).message);
  }, [error]);
  if (!report || isClosed) return null;
  return (
    <div className={styles.banner} data-kind="warning" role="alert" data-testid="check-banner">
      <IconAlertTriangle size={18} aria-hidden />
      <div className={styles.bannerText}>
        <b>{report.message}</b>
        {report.where && <span> {report.where}</span>} <span>{report.cure}</span>
      </div>
      <CloseButton size="sm" aria-label={words.dismissWarning} onClick={() => setClosed(true)} />
    </div>
  );
}
