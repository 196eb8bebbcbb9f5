import { createHash } from "node:crypto";
import type { ChatImage, ChatMessage } from "./contract.ts";

/** A picture to send, with its hash. */
export function chatImage(bytes: Uint8Array, type: ChatImage["type"]): ChatImage {
  return { bytes, type, hash: createHash("sha256").update(bytes).digest("hex") };
}

/** A message's words, pictures shown as "[picture: <first 12 digits of its hash>]". For the audit of an exchange. */
export function messageText(message: ChatMessage): string {
  return message.parts
    .map((part) => ("text" in part ? part.text : `[picture: ${part.image.hash.slice(0, 12)}]`))
    .join("\n");
}

/** Hashes of all pictures in the messages, in order. */
export function imageHashes(messages: readonly ChatMessage[]): string[] {
  return messages.flatMap(({ parts }) => parts.flatMap((part) => ("image" in part ? [part.image.hash] : [])));
}
