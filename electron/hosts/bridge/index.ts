/** What the preload and the main process have in common; small, for the preload has to be one file without libraries. */
export { CONNECT_CHANNEL, PORT_CHANNEL, PORT_MESSAGE } from "./channels.ts";
