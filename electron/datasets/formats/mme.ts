// MME (Fu et al., 2023): MME_Benchmark/<task>/ holds either pictures and texts side by side or images/ and
// questions_answers_YN/; a text has two lines, "question<TAB>Yes" and "question<TAB>No". Layout and the two families of
// tasks as described by github.com/BradyFU/Awesome-Multimodal-Large-Language-Models and by the converters of public
// evaluation kits. There are no masks: the questions are about the whole picture.
import { join } from "node:path";
import { AppError } from "#core/errors";
import {
  type DatasetFormat,
  type DatasetSample,
  extensionOf,
  type FolderFile,
  filesBelow,
  IMAGE_EXTENSIONS,
  kindOf,
  REASONS,
  type ReadContext,
  readLines,
  stemOf,
} from "#electron/datasets/reading";
import { firstFile, headOf } from "#electron/datasets/record-parts";

const COGNITION: ReadonlySet<string> = new Set([
  "commonsense_reasoning",
  "numerical_calculation",
  "text_translation",
  "code_reasoning",
]);
const ANSWERS = "questions_answers_YN";

export const mme: DatasetFormat = {
  info: {
    id: "mme",
    title: "MME",
    summary: "The folder of the tasks (MME_Benchmark), each with pictures and two-line texts; there are no masks",
    source: "folder",
    options: [{ key: "task", label: "Only this task; all of them without it", kind: "text", preset: null }],
    hasMapping: false,
  },
  async looksLike(source) {
    if ((await kindOf(source)) !== "folder") return false;
    const file = await firstFile(source, (name) => /^([^/]+\/){1,3}[^/]+\.txt$/i.test(name));
    return file !== null && /^[^\t\n]+\t\s*(yes|no)\s*(\r?\n|$)/i.test(await headOf(file.path, 4096));
  },
  read,
};

interface TaskText {
  readonly task: string;
  readonly stem: string;
  readonly text: FolderFile;
  readonly image: string | null;
}

async function* read(context: ReadContext): AsyncGenerator<DatasetSample, void, void> {
  const texts = await textsOf(context.source);
  for (const [index, text] of texts.entries()) {
    context.signal.throwIfAborted();
    context.progress(index, texts.length, "files");
    if (context.options.task !== undefined && context.options.task !== text.task) continue;
    yield* samplesOf(text, context);
  }
  context.progress(texts.length, texts.length, "files");
}

/** The texts of every task and their pictures, by name. The benchmark has some 1,200 of them. */
async function textsOf(source: string): Promise<TaskText[]> {
  const images = new Map<string, string>();
  const texts: FolderFile[] = [];
  for await (const file of filesBelow(source, 5)) {
    if (IMAGE_EXTENSIONS.has(extensionOf(file.name))) images.set(withoutExtension(file.name), file.path);
    else if (extensionOf(file.name) === ".txt" && file.name.includes("/")) texts.push(file);
  }
  if (texts.length === 0) {
    const cure = "Name the folder that has artwork/, OCR/ and the other tasks.";
    throw new AppError({ code: "bad-input", message: "No task here has texts.", where: source, cure });
  }
  return texts.map((text) => {
    const folders = text.name.split("/").slice(0, -1);
    const apart = folders.at(-1) === ANSWERS;
    const task = (apart ? folders.at(-2) : folders.at(-1)) ?? "";
    const beside = withoutExtension(apart ? text.name.replace(`${ANSWERS}/`, "images/") : text.name);
    return { task, stem: stemOf(text.name), text, image: images.get(beside) ?? null };
  });
}

const withoutExtension = (name: string): string => name.slice(0, name.length - extensionOf(name).length);

async function* samplesOf({ task, stem, text, image }: TaskText, context: ReadContext): AsyncGenerator<DatasetSample> {
  if (image === null) {
    const message = `There is no picture called ${join(task, stem)}. Put it beside its text, or into images/.`;
    context.skip({ file: text.path, reason: REASONS.imageMissing, message });
    return;
  }
  let questions = 0;
  for await (const line of readLines(text.path, { signal: context.signal, progress: () => {} })) {
    const tab = line.text.lastIndexOf("\t");
    const answer = line.text.slice(tab + 1).trim();
    if (tab < 1 || answer === "") {
      const message = "This line is no question, tab and answer. Separate them by one tab.";
      context.skip({ file: text.path, line: line.number, reason: REASONS.notValid, message });
      continue;
    }
    questions++;
    yield {
      id: `${task}/${stem}/${questions}`,
      image: { kind: "file", path: image },
      question: line.text.slice(0, tab),
      category: task,
      kind: [COGNITION.has(task) ? "cognition" : "perception"],
      split: "",
      mask: null,
      ignore: null,
      details: { answer, mme: { task, text: text.name, line: line.number } },
    };
  }
}
