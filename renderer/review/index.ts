export { ReviewWorkspace } from "./workspace.tsx";
