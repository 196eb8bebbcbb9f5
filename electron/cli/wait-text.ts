import type { EndpointWait } from "#native-models/chat";
import type { Terminal } from "./terminal.ts";

/** Milliseconds by which a wait may outlast the one that was told of without being told itself. */
const SAME = 1_000;

/**
 * Tells on stderr that an endpoint is waited for. Requests that wait side by side share a line, and what is over within
 * a second has none. `now` is in milliseconds.
 */
export function waitTeller(terminal: Terminal, now: () => number = Date.now): (wait: EndpointWait) => void {
  let toldUntil = Number.NEGATIVE_INFINITY;
  return ({ host, seconds, reason, nextTry, tries }) => {
    const until = now() + seconds * 1000;
    if (seconds < 1 || until <= toldUntil + SAME) return;
    toldUntil = until;
    terminal.note(`The endpoint ${host} ${reason}: next try in ${Math.round(seconds)} s (${nextTry} of ${tries}).`);
  };
}
