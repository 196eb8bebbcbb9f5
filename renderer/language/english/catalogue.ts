import { blind } from "./blind.ts";
import { candidates } from "./candidates.ts";
import { canvas } from "./canvas.ts";
import { endpoint } from "./endpoint.ts";
import { filters } from "./filters.ts";
import { help } from "./help.ts";
import { history } from "./history.ts";
import { home } from "./home.ts";
import { imports } from "./imports.ts";
import { keys } from "./keys.ts";
import { notices } from "./notices.ts";
import { pipeline } from "./pipeline.ts";
import { points } from "./points.ts";
import { projects } from "./projects.ts";
import { queue } from "./queue.ts";
import { readers } from "./readers.ts";
import { reasoning } from "./reasoning.ts";
import { reports } from "./reports.ts";
import { review } from "./review.ts";
import { runWords } from "./run-words.ts";
import { runs } from "./runs.ts";
import { settings } from "./settings.ts";
import { shell } from "./shell.ts";
import { steps } from "./steps.ts";
import { takeAway } from "./take-away.ts";
import { tools } from "./tools.ts";
import { tour } from "./tour.ts";
import { transfers } from "./transfers.ts";
import { verdict } from "./verdict.ts";
import { words } from "./words.ts";

export const english = {
  blind,
  candidates,
  canvas,
  endpoint,
  filters,
  help,
  history,
  home,
  imports,
  keys,
  notices,
  pipeline,
  points,
  projects,
  queue,
  readers,
  reasoning,
  reports,
  review,
  runWords,
  runs,
  settings,
  shell,
  steps,
  takeAway,
  tools,
  tour,
  transfers,
  verdict,
  words,
};
