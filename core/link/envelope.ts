/**
 * What travels over a MessagePort between the page and the API (desktop). Types only, so that either side can
 * import them without pulling in the other's libraries. Values must survive structured cloning.
 */

export type CallKind = "query" | "mutation" | "subscription";

/** A call. The id is the client's, unique among its calls on this port. */
export interface PortCall {
  readonly id: number;
  readonly type: CallKind;
  /** Router path, e.g. `samples.page`. */
  readonly path: string;
  readonly input: unknown;
}

/** Ends a subscription, or tells the server that nobody waits for a query any more. */
export interface PortStop {
  readonly id: number;
  readonly type: "stop";
}

export type PortRequest = PortCall | PortStop;

/** tRPC's error shape: a JSON-RPC code, a message for people, and `data.report` (an ErrorReport). */
export interface PortErrorShape {
  readonly code: number;
  readonly message: string;
  readonly data: unknown;
}

export type PortReply =
  /** The answer to a query or mutation; nothing follows. */
  | { readonly id: number; readonly type: "data"; readonly data: unknown }
  /** The call failed; nothing follows. */
  | { readonly id: number; readonly type: "error"; readonly error: PortErrorShape }
  /** One value of a subscription. */
  | { readonly id: number; readonly type: "event"; readonly data: unknown }
  /** A subscription ended by itself; nothing follows. */
  | { readonly id: number; readonly type: "complete" };

/** What both a page's and Node's MessagePort offer. */
export interface PortLike {
  postMessage(message: unknown): void;
  addEventListener(type: "message", listener: (event: { readonly data: unknown }) => void): void;
  addEventListener(type: "close", listener: () => void): void;
  /** Messages wait in the port until it was started. */
  start?(): void;
  close(): void;
}

/** The page posts nothing but this text when the preload hands the port over with `window.postMessage`. */
export const PORT_MESSAGE = "rea2seg:port";
