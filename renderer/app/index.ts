export { StudioRoot } from "./studio-root.tsx";
