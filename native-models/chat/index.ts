export { type ChatClientSettings, createChatClient, sumUsage } from "./client.ts";
export type * from "./contract.ts";
export { chatImage, imageHashes, messageText } from "./images.ts";
export type { RetryTiming } from "./retry.ts";
