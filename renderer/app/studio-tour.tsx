import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { joinPath } from "#renderer/home";
import { useApi } from "#renderer/link";
import { useChangeSettings, useSettings } from "#renderer/settings";
import { useShell } from "#renderer/shell";
import { endTour, startTour, useTour } from "#renderer/tour";
import { TourCard } from "#renderer/tour-card";

/** Starts the tour on the demo once, and wherever somebody asks for it; that it was seen or declined is kept. */
export function StudioTour() {
  const change = useChangeSettings();
  const isNew = useSettings().data?.tour === "new";
  const dir = useShell((shell) => shell.project?.dir ?? null);
  const isDemo = useIsDemo(dir);
  const isAsked = useTour((tour) => tour.asked);
  useEffect(() => {
    if (dir === null) {
      if (useTour.getState().at !== null) endTour();
    } else if (isAsked || (isDemo && isNew && useTour.getState().at === null)) startTour();
  }, [dir, isAsked, isDemo, isNew]);
  if (dir === null) return null;
  return <TourCard onEnd={() => isNew && change({ tour: "done" })} />;
}

function useIsDemo(dir: string | null): boolean {
  const api = useApi();
  const info = useQuery({
    queryKey: ["app-info"],
    queryFn: () => api.app.info.query(),
    staleTime: Number.POSITIVE_INFINITY,
  });
  return info.data !== undefined && dir === joinPath(info.data.dirs.projectsDir, "demo", info.data.platform);
}
