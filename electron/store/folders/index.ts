export { makeFolders } from "./make-folders.ts";
