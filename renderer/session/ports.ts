import type { Api } from "#renderer/link";
import type { SessionHost, SessionState } from "./types.ts";

/** What the parts of a session share. */
export interface SessionPorts {
  readonly api: Api;
  readonly host: SessionHost;
  readonly get: () => SessionState;
  readonly set: (change: Partial<SessionState>) => void;
  /** Calls back after each change of the state, until the answer is called. */
  readonly subscribe: (listener: () => void) => () => void;
  /** Does the work and tells what went wrong with it, unless it was taken back. */
  readonly guarded: (work: () => Promise<unknown>) => Promise<void>;
}
