export { type Asked, askForJson, type Question } from "./ask.ts";
export { type ChatClientSettings, createChatClient, sumUsage } from "./client.ts";
export type * from "./contract.ts";
export { chatImage } from "./images.ts";
export type { Reading } from "./json-object.ts";
export { loadTaskPicture, rawImage, scaleTo, sizeToSend, type TaskPicture } from "./pictures.ts";
export type { RetryTiming } from "./retry.ts";
