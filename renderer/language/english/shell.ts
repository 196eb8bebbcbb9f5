/** What surrounds every screen: opening, failing, the palette. */
export const shell = {
  opening: "Opening",
  notices: "Notices",
  connecting: "Connecting",
  tryAgain: "Try again",
  retry: "Retry",
  cancel: "Cancel",
  /** Of a folder that something goes into. */
  changePlace: "Change…",
  keepPlace: "Keep this place",
  reload: "Reload",
  dismiss: "Dismiss",
  screenFailed: "The studio's screen failed.",
  screenFailedCure:
    "Reload it: everything that was saved is on the disk. If it happens again, please report it with the output of `rea2seg doctor`.",
  palette: "Command palette",
  palettePlaceholder: "What do you want to do?",
  paletteSearch: "Search commands",
  paletteNothing: "No command has this name.",
  unsaved: "There are changes that could not be saved yet.",
  unsavedCure: "Retry saving them, or give them up, in the banner at the top; then close the project.",
};
