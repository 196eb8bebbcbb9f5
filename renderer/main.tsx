import "#renderer/no-eval";
import "@mantine/core/styles.css";
import "@mantine/notifications/styles.css";
import "@mantine/spotlight/styles.css";
import "@fontsource-variable/inter/wght.css";
import "#renderer/theme";
import { createRoot } from "react-dom/client";
import { StudioRoot } from "#renderer/app";

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root.");
createRoot(root).render(<StudioRoot />);
