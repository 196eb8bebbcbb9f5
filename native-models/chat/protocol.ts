import { z } from "zod";
import type { Endpoint } from "#core/samples";
import type { ChatMessage, ChatPart } from "./contract.ts";

/** The address to post to. A query in the base address (some gateways want a version there) is kept. */
export function completionsUrl(base: string): URL {
  const url = new URL(base);
  url.pathname = `${url.pathname.replace(/\/+$/, "")}/chat/completions`;
  url.hash = "";
  return url;
}

/** Host and path, for people: never the query, which may hold a key, nor a user name. */
export function addressForPeople(url: URL): string {
  return `${url.host}${url.pathname}`;
}

/** What a server calls the limit of tokens: the usual name, or the one that OpenAI's newer models insist on. */
export type LimitName = "max_tokens" | "max_completion_tokens";

/** The body of one request: OpenAI-style messages, pictures as base64 data URLs. */
export function requestBody(endpoint: Endpoint, messages: readonly ChatMessage[], limitName: LimitName): string {
  return JSON.stringify({
    model: endpoint.model,
    temperature: endpoint.temperature,
    [limitName]: endpoint.maxTokens,
    stream: false,
    messages: messages.map(({ role, parts }) => ({ role, content: contentOf(parts) })),
  });
}

/** A lone text is sent as a string: servers without pictures in mind refuse lists in system messages. */
function contentOf(parts: readonly ChatPart[]): unknown {
  const [first] = parts;
  if (parts.length === 1 && first !== undefined && "text" in first) return first.text;
  return parts.map((part) => {
    if ("text" in part) return { type: "text", text: part.text };
    const data = Buffer.from(part.image.bytes).toString("base64");
    return { type: "image_url", image_url: { url: `data:${part.image.type};base64,${data}` } };
  });
}

const count = z.number().int().nonnegative().catch(0);
const partsSchema = z.array(z.object({ text: z.string().optional() }));
const completionSchema = z.object({
  choices: z
    .array(
      z.object({
        message: z.object({
          content: z.union([z.string(), partsSchema]).nullish(),
          // vLLM and others call it reasoning_content, newer ones and OpenRouter reasoning.
          reasoning_content: z.string().nullish().catch(null),
          reasoning: z.string().nullish().catch(null),
          refusal: z.string().nullish().catch(null),
        }),
        finish_reason: z.string().nullish().catch(null),
      }),
    )
    .min(1),
  usage: z.object({ prompt_tokens: count, completion_tokens: count }).nullish().catch(null),
});

/** What a completion says, as far as we need it. Tokens are 0 where the server doesn't count them. */
export interface Completion {
  readonly text: string;
  readonly remark: string | null;
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** Reads a response body, tolerant in all but the text; null if it is no chat completion. */
export function parseCompletion(body: string, maxTokens: number): Completion | null {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    return null;
  }
  const parsed = completionSchema.safeParse(json);
  if (!parsed.success) return null;
  const [choice] = parsed.data.choices;
  if (choice === undefined) return null;
  const { content } = choice.message;
  const text = typeof content === "string" ? content : (content ?? []).map((part) => part.text ?? "").join("");
  return {
    text,
    remark: remarkOn(text, choice, maxTokens),
    inputTokens: parsed.data.usage?.prompt_tokens ?? 0,
    outputTokens: parsed.data.usage?.completion_tokens ?? 0,
  };
}

type Choice = z.infer<typeof completionSchema>["choices"][number];

function remarkOn(text: string, { message, finish_reason }: Choice, maxTokens: number): string | null {
  const cutOff = finish_reason === "length" ? `It was cut off at the limit of ${maxTokens} tokens.` : null;
  if (text.trim() !== "") return cutOff;
  if (message.refusal) return "The model refused to answer.";
  if (message.reasoning_content || message.reasoning) {
    return `The model only sent its thoughts, and no answer behind them.${cutOff === null ? "" : ` ${cutOff}`}`;
  }
  return cutOff ?? "The answer is empty.";
}
