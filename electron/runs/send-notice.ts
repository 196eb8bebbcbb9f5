import type { ChatClient } from "#native-models/chat";

/** What is about to leave the machine: at most so much, for answers that are in the cache are not asked for again. */
export interface SendNotice {
  readonly host: string;
  readonly model: string;
  readonly purpose: "attention" | "scores";
  readonly requests: number;
  readonly pictures: number;
}

export function noticeOfAttention({ endpoint }: ChatClient): SendNotice {
  return { host: new URL(endpoint.url).host, model: endpoint.model, purpose: "attention", requests: 1, pictures: 1 };
}

export function noticeOfScoring({ endpoint }: ChatClient, masks: number, groupSize: number): SendNotice {
  const requests = Math.ceil(masks / groupSize);
  // Each group travels with the image itself.
  const pictures = masks + requests;
  return { host: new URL(endpoint.url).host, model: endpoint.model, purpose: "scores", requests, pictures };
}
