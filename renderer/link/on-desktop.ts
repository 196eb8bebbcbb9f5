/** Whether the page is in the desktop app: only there is the preload's bridge. */
export const onDesktop = (): boolean => typeof window !== "undefined" && window.rea2seg !== undefined;
