export { EmptyState } from "./empty-state.tsx";
export { ErrorPanel } from "./error-panel.tsx";
export { notify } from "./notify.tsx";
