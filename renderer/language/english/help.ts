/** Help: the keys, the tour, the guides. */
export const help = {
  title: "Help",
  close: "Close",
  keysTab: "Keys",
  guidesTab: "Guides",
  searchPlaceholder: "What do you want to do?",
  nothingFound: "Nothing here has this name or key.",
  change: "Change keys…",
  tour: "Take the tour",
  guides: "Guides",
  guideLoading: "Opening the guide…",
  guideProblem: "This guide could not be opened.",
  guideCure: "Reload the page; the guides come with the app.",
  guideTitles: {
    verification: "Verifying samples",
    keys: "Keys and presets",
    method: "The method, step by step",
    evaluators: "Evaluators",
    runs: "Runs and reports",
    packs: "Model packs",
    datasets: "Datasets and figures",
  },
};
