import { DirectionProvider, MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useLanguage, useText } from "#renderer/language";
import { type Api, ApiProvider, connectApi } from "#renderer/link";
import { cssVariables, mantineTheme } from "#renderer/theme";
import styles from "./app.module.css";
import { AppErrorNotice } from "./app-error-notice.tsx";
import { ErrorBoundary } from "./error-boundary.tsx";
import { Screens } from "./screens.tsx";

const queryClient = new QueryClient({
  // The API is on this machine: what fails once fails for a reason that a screen should show at once.
  defaultOptions: {
    queries: { retry: false, refetchOnWindowFocus: false, networkMode: "always" },
    mutations: { networkMode: "always" },
  },
});

/** Everything around the screens: theme, API, toasts, and what to do when they fail. */
export function StudioRoot() {
  const notices = useText().shell.notices;
  const direction = useLanguage((language) => language.direction);
  return (
    <DirectionProvider key={direction} initialDirection={direction} detectDirection={false}>
      <MantineProvider theme={mantineTheme} cssVariablesResolver={cssVariables} defaultColorScheme="dark">
        <ErrorBoundary>
          <Notifications
            role="status"
            aria-label={notices}
            position="bottom-left"
            limit={4}
            zIndex={1000}
            className={styles.toasts ?? ""}
          />
          <QueryClientProvider client={queryClient}>
            <Connected />
          </QueryClientProvider>
        </ErrorBoundary>
      </MantineProvider>
    </DirectionProvider>
  );
}

function Connected() {
  const words = useText().shell;
  const [api, setApi] = useState<Api | null>(null);
  const [problem, setProblem] = useState<unknown>(null);
  useEffect(() => {
    connectApi().then((connected) => setApi(() => connected), setProblem);
  }, []);
  if (problem) return <AppErrorNotice thrown={problem} />;
  if (!api) return <main className={styles.whole} role="status" aria-label={words.connecting} />;
  return (
    <ApiProvider value={api}>
      <Screens />
    </ApiProvider>
  );
}
