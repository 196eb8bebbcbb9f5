import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { folderNameOf, joinPath } from "#renderer/home";
import { useApi } from "#renderer/link";
import { datasetName } from "./source-name.ts";

/** Title and folder of a project that is to be made for a dataset; both follow the source until they are typed. */
export function useNewProject(source: string | null) {
  const api = useApi();
  const info = useQuery({
    queryKey: ["app-info"],
    queryFn: () => api.app.info.query(),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const [typedTitle, setTitle] = useState<string | null>(null);
  const [typedDir, setDir] = useState<string | null>(null);
  const title = typedTitle ?? datasetName(source ?? "").slice(0, 200);
  const parent = info.data?.dirs.projectsDir ?? "";
  const usual = parent === "" ? "" : joinPath(parent, folderNameOf(title || "project"), info.data?.platform ?? "");
  return {
    title,
    dir: typedDir ?? usual,
    setTitle,
    setDir,
    reset: () => {
      setTitle(null);
      setDir(null);
    },
  };
}
export type NewProject = ReturnType<typeof useNewProject>;
