import { number } from "./counts.ts";

const ms = (value: number): string => `${number(Math.round(value))} ms`;
const STAYS = "Nothing is lost as long as this tab is open.";

interface Old {
  /** The verdict's status and author. */
  readonly verdict: { readonly status: string; readonly author: string } | null;
  readonly run: boolean;
}

function stale({ verdict, run }: Old): string {
  const old = [
    ...(verdict ? [`the verdict (${verdict.status} by ${verdict.author})`] : []),
    ...(run ? ["the candidates and their scores"] : []),
    ...(!verdict && !run ? ["the mask"] : []),
  ];
  return `Stale: ${old.join(" and ")} ${run || old.length > 1 ? "are" : "is"} about an earlier wording of the question. Judge it again, or look for candidates anew.`;
}

/** What surrounds the picture of the open sample: header, question, notices, footer. */
export const review = {
  picture: "Picture",
  sample: "Sample",
  firstOpen: "Go to the first open sample",
  empty: {
    title: "This project has no samples yet.",
    hint: "Import a dataset, or add a folder of images with a question; each image becomes a sample.",
    dataset: "Import a dataset",
    images: "Add images",
  },
  header: {
    home: "All projects (closes this one)",
    homeLabel: "Rea2Seg Studio, all projects",
    pack: (pack: string, domain: string | null) =>
      `Masks come from the pack ${pack}, run on this machine.${domain === null ? "" : ` Made for: ${domain}.`}`,
  },
  question: {
    title: "Question",
    split: "split",
    splitHint: "Split of the dataset that this sample came from",
    kindHint: "Kind of sample, as its dataset says",
    label: "Question of this sample",
    placeholder: "What is to be found here? This sample came without a question.",
    placeholderEmptied: "What is to be found here? The question was emptied.",
    notEmpty: "An empty question cannot be saved.",
    leave: "Leave it as it was",
    save: "Save the question",
  },
  stale,
  whatChanged: "What changed",
  photograph: {
    text: "A question about a photograph needs a bigger pack or an endpoint. The masks below are SAM's and do not answer it.",
    knows: (packs: readonly { readonly id: string; readonly domain: string }[]) =>
      `${packs.map(({ id, domain }) => `${id} knows only ${domain}`).join("; ")}.`,
    short: "These masks do not answer the question.",
    fold: "Fold this notice",
    unfold: "Unfold this notice",
    clicks: "Use clicks",
    packs: "Packs",
    endpoint: "Endpoint",
    clickIt: "Click the target in the picture",
    clickItHint: "Right click or Alt+click what does not belong to it. Then look for candidates from your clicks.",
  },
  dismissWarning: "Dismiss the warning",
  save: {
    hint: "Every change is written to the project as it happens; there is nothing to save by hand.",
    saved: "Saved",
    saving: "Saving…",
    problem: (message: string) => `Not saved: ${message}`,
    discard: "Give these changes up",
    /** `waiting` counts the change itself. */
    unsaved: (change: string, waiting: number, why: string) =>
      `“${change}” could not be saved${waiting > 1 ? `, and ${waiting - 1} more ${waiting === 2 ? "waits" : "wait"} behind it` : ""}: ${why}`,
    silent: "The studio's process does not answer.",
    /** `port` is that of this page's address; null where it has none. */
    silentCure: (port: string | null) =>
      `Start it again (npm start${port === null ? "" : ` -- --web --port ${port}`}), open the address that it prints in ANOTHER TAB of this browser, then press Retry here: nothing is lost as long as this tab is open.`,
    stranger: "The studio was started anew and does not know this tab yet.",
    strangerCure: `Open the address that it printed in another tab of this browser, then press Retry here. ${STAYS}`,
    cure: (cure: string) => `${cure} ${STAYS}`,
  },
  undo: (depth: number) => `undo ${depth}`,
  undoHint: "Steps of this sample that can be undone",
  undoLasts: (hint: string) => `${hint}, also after a restart`,
  keys: (key: string) => `${key} keys`,
  timings: {
    click: (total: number, decode: number) => `click ${ms(total)} · decode ${ms(decode)}`,
    clickHint: (pack: string) =>
      `SAM's last answer to a prompt; pack ${pack}. Encoding makes the picture's embedding, decoding the mask.`,
    run: (encode: number, embedding: "memory" | "disk" | "computed", discover: number) =>
      `encode ${ms(encode)}${{ memory: " (cached)", disk: " (cached on disk)", computed: "" }[embedding]} · discover ${ms(discover)}`,
    runHint: (pack: string) => `The newest run of this sample; pack ${pack}.`,
    provider: "Execution provider that ran the models; change it in the settings.",
  },
  process: {
    stopped: "",
    starting: "model process starting…",
    ready: "",
    busy: "model busy",
    failed: "model process failed",
    restarting: "model process restarting…",
    hint: "The process that runs the models; the studio goes on without it.",
  },
};
