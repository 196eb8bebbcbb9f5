import { endpoint } from "./endpoint.ts";
import { help } from "./help.ts";
import { home } from "./home.ts";
import { keys } from "./keys.ts";
import { projects } from "./projects.ts";
import { settings } from "./settings.ts";
import { shell } from "./shell.ts";
import { tour } from "./tour.ts";

export const english = { shell, home, projects, settings, endpoint, keys, help, tour };
