export { noPackForPicture } from "./explain.ts";
export { brokenPacks, type PackForPicture, type Picture, packForPicture, selfChosenPacks } from "./pack-for-picture.ts";
