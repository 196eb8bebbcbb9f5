export { AddImagesDialog } from "./add-images-dialog.tsx";
export { FolderBrowser } from "./folder-browser.tsx";
export { Home } from "./home.tsx";
export { NewProjectDialog } from "./new-project-dialog.tsx";
export { folderNameOf, joinPath } from "./project-folder.ts";
export { groupRefusals } from "./refusals.ts";
export { RefusedDialog } from "./refused-dialog.tsx";
export { ago } from "./time.ts";
