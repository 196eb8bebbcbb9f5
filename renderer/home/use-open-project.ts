import { useState } from "react";
import type { ErrorReport } from "#core/errors";
import type { OpenProjectInfo } from "#electron/api";
import { reportOf, useApi } from "#renderer/link";
import { showProject } from "#renderer/shell";

export interface OpenProblem {
  /** Null for the demo, whose folder the app chooses. */
  readonly dir: string | null;
  readonly report: ErrorReport;
}

/** Opens projects; what keeps one from opening stays on the screen with its cure. */
export function useOpenProject() {
  const api = useApi();
  const [busy, setBusy] = useState<string | null>(null);
  const [problem, setProblem] = useState<OpenProblem | null>(null);

  const attempt = async (name: string, dir: string | null, work: () => Promise<OpenProjectInfo>): Promise<void> => {
    setBusy(name);
    setProblem(null);
    try {
      showProject(await work());
    } catch (thrown) {
      setProblem({ dir, report: reportOf(thrown) });
    } finally {
      setBusy(null);
    }
  };
  return {
    busy,
    problem,
    dismiss: () => setProblem(null),
    open: (dir: string) => attempt(dir, dir, () => api.projects.open.mutate({ dir })),
    openDemo: () => attempt("demo", null, () => api.projects.openDemo.mutate()),
  };
}
