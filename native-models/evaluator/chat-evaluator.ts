import { askForJson, type ChatClient, loadTaskPicture, type Reading, type TaskPicture } from "#native-models/chat";
import type { Evaluator, GroupAnswer, MaskToScore, ScoringTask } from "./contract.ts";
import { malformedAnswer } from "./malformed-answer.ts";
import { answerForm, PROMPT_VERSION, type ShownMask, scoringMessages } from "./prompt.ts";
import { renderMask } from "./rendering/index.ts";
import { problemOfScores } from "./scores.ts";

/** As many masks as a question has at most; beyond that models lose count of the pictures. */
const LARGEST_GROUP = 15;

export interface ChatEvaluatorSettings {
  readonly client: ChatClient;
  /** Ask for the reasoning before the scores. */
  readonly cot: boolean;
}

/**
 * A vision model behind a chat endpoint as evaluator (paper 4.3): it sees the image, the group's masks in the endpoint's
 * `maskStyle`, and the question. One repair try within the conversation, then `malformed-answer`. The image is decoded
 * once a task.
 */
export function createChatEvaluator({ client, cot }: ChatEvaluatorSettings): Evaluator {
  const { model, url, maskStyle, maxSide, concurrency } = client.endpoint;
  const name = `${model} at ${new URL(url).host}`;
  const pictures = new WeakMap<ScoringTask, Promise<TaskPicture>>();
  const pictureOf = (task: ScoringTask): Promise<TaskPicture> => {
    const known = pictures.get(task);
    if (known !== undefined) return known;
    const picture = loadTaskPicture(task.image, maxSide, maskStyle === "crop");
    pictures.set(task, picture);
    return picture;
  };

  return {
    name: "chat",
    model: name,
    usesGroundTruth: false,
    cot,
    maskStyle,
    largestGroup: LARGEST_GROUP,
    concurrency,
    async scoreGroup(task, group, { signal, attempt = 1 } = {}): Promise<GroupAnswer> {
      const picture = await pictureOf(task);
      const masks = await drawAll(picture, group, maskStyle, maxSide);
      const question = {
        messages: scoringMessages({ question: task.question, picture: picture.sent, masks, style: maskStyle, cot }),
        form: answerForm(group.length, cot),
        version: PROMPT_VERSION,
        read: (object: Readonly<Record<string, unknown>>) => readScores(object, group.length),
      };
      const asked = await askForJson(client, question, { signal, fresh: attempt > 1 });
      const { exchange, usage, cached } = asked;
      if (!("problem" in asked)) return { ...asked.value, exchange, usage, cached };
      throw malformedAnswer(`The model's answer is unusable: ${asked.problem}.`, name, exchange, usage);
    },
  };
}

/** One after another, so that at most one mask is unpacked at a time. */
async function drawAll(
  picture: TaskPicture,
  group: readonly MaskToScore[],
  ...[style, maxSide]: [Parameters<typeof renderMask>[2], number]
): Promise<ShownMask[]> {
  const shown: ShownMask[] = [];
  for (const { rle } of group) shown.push(await renderMask(picture, rle, style, maxSide));
  return shown;
}

function readScores(
  { scores, reasoning }: Readonly<Record<string, unknown>>,
  masks: number,
): Reading<{ scores: number[]; reasoning: string | null }> {
  const problem = problemOfScores(scores, masks);
  if (problem !== null) return { problem };
  return {
    value: {
      scores: scores as number[],
      reasoning: typeof reasoning === "string" && reasoning.trim() !== "" ? reasoning : null,
    },
  };
}
