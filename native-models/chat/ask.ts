import type { Exchange, Usage } from "#core/samples";
import { sumUsage } from "./client.ts";
import type { ChatAnswer, ChatClient, ChatMessage, ChatOptions } from "./contract.ts";
import { imageHashes, messageText } from "./images.ts";
import { onlyJsonObject, type Reading } from "./json-object.ts";

export interface Question<T> {
  readonly messages: readonly ChatMessage[];
  /** The form of the answer, as the repair try repeats it. */
  readonly form: string;
  /** Changes when the prompt or the reading does; it stands in the exchange and in the cache's key. */
  readonly version: string;
  readonly read: (object: Readonly<Record<string, unknown>>) => Reading<T>;
}

/** What was read, or why nothing could be; and what was exchanged for it. */
export type Asked<T> = Reading<T> & {
  readonly exchange: Exchange;
  readonly usage: Usage | null;
  /** No request was sent. */
  readonly cached: boolean;
};

/** Characters of an unusable answer that are quoted in the problem. */
const QUOTED = 200;

/**
 * Asks for one JSON object. An answer that cannot be read is followed by one repair try in the same conversation. Throws
 * only what the client throws.
 */
export async function askForJson<T>(
  client: ChatClient,
  question: Question<T>,
  options: ChatOptions,
): Promise<Asked<T>> {
  const { version } = question;
  const first = await client.complete(question.messages, { ...options, version });
  const reading = readAnswer(first, question);
  if (!("problem" in reading)) return asked(reading, question, [first], null);
  const repair = repairMessage(reading.problem, question.form);
  // Some servers refuse an empty message.
  const said = first.text.trim() === "" ? "(no answer)" : first.text;
  const messages = [...question.messages, { role: "assistant", parts: [{ text: said }] } as const, repair];
  const second = await client.complete(messages, { ...options, version });
  return asked(readAnswer(second, question), question, [first, second], repair);
}

function repairMessage(problem: string, form: string): ChatMessage {
  const text = `Your answer could not be used: ${problem}. Answer the question again, with exactly one JSON object of this form and nothing else: ${form}`;
  return { role: "user", parts: [{ text }] };
}

function readAnswer<T>({ text, remark }: ChatAnswer, { read }: Question<T>): Reading<T> {
  const object = onlyJsonObject(text);
  const reading = "problem" in object ? object : read(object.value);
  if (!("problem" in reading)) return reading;
  const said = text.replace(/\s+/g, " ").trim();
  const quoted = said.length > QUOTED ? `${said.slice(0, QUOTED)}…` : said;
  const remarks = [remark?.replace(/\.$/, ""), said === "" ? null : `It reads "${quoted}"`].filter(Boolean);
  return { problem: [reading.problem, ...remarks].join(". ") };
}

function asked<T>(
  reading: Reading<T>,
  { messages, version }: Question<T>,
  answers: readonly ChatAnswer[],
  repair: ChatMessage | null,
): Asked<T> {
  const sent = repair === null ? messages : [...messages, repair];
  const prompt = [`[prompt ${version}]`, ...sent.map((message) => `[${message.role}]\n${messageText(message)}`)];
  return {
    ...reading,
    exchange: {
      prompt: prompt.join("\n\n"),
      images: imageHashes(messages),
      answers: answers.map(({ text }) => text),
    },
    usage: sumUsage(answers.map(({ usage }) => usage)),
    cached: answers.every(({ cached }) => cached),
  };
}
