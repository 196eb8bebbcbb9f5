import { createContext, useContext } from "react";
import { useStore } from "zustand";
import type { ReviewSession } from "./session.ts";
import type { SessionState } from "./types.ts";
import { asSeen } from "./veil.ts";

const SessionContext = createContext<ReviewSession | null>(null);

export const SessionProvider = SessionContext.Provider;

export function useSession(): ReviewSession {
  const session = useContext(SessionContext);
  if (!session) throw new Error("useSession needs a SessionProvider above it.");
  return session;
}

/** Of the state as the rules of judging let it be seen. Redraws only when what the selector answers is another thing (by identity). */
export function useSessionState<T>(selector: (state: SessionState) => T): T {
  return useStore(useSession().store, (state) => selector(asSeen(state)));
}
