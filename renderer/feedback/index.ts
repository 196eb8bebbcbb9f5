export { EmptyState } from "./empty-state.tsx";
export { ErrorPanel } from "./error-panel.tsx";
export { hideSampleNotices, hideWorkerFailures, notify } from "./notify.tsx";
