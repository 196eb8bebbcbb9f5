import type { PORT_MESSAGE as LINK_PORT_MESSAGE } from "#core/link";

/** The page asks for a port; carries nothing. */
export const CONNECT_CHANNEL = "rea2seg:connect";
/** The answer: one end of the port. */
export const PORT_CHANNEL = "rea2seg:port";
/** The link's own text, said again: importing it would pull all of tRPC into the preload. The type keeps them equal. */
export const PORT_MESSAGE: typeof LINK_PORT_MESSAGE = "rea2seg:port";
