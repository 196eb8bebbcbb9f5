export { EmptyState } from "./empty-state.tsx";
export { ErrorPanel } from "./error-panel.tsx";
export { hideWorkerFailures, notify } from "./notify.tsx";
