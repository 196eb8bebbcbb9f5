export { readFeed, startUpdates, type Updater, type Updates } from "./updates.ts";
