export { noPackForPicture } from "./explain.ts";
export { type PackForPicture, type Picture, packForPicture, selfChosenPacks } from "./pack-for-picture.ts";
