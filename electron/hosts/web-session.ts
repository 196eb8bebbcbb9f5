import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

/** The secrets of one start. The token opens the door once and is exchanged for a cookie, so that no later URL holds it. */
export interface WebSession {
  readonly token: string;
  /** Value of a Set-Cookie header. */
  readonly setCookie: string;
  /**
   * A second way in that works once: for an address that is handed to another program on its command line, where
   * every user of the machine can read it.
   */
  createTicket(): string;
  /** Whether a candidate opens the door; a ticket is used up by the answer. */
  isToken(candidate: string): boolean;
  /** Checks a Cookie header. */
  isCookie(header: string | undefined): boolean;
}

export function createWebSession(port: number): WebSession {
  const token = randomBytes(32).toString("base64url");
  const secret = randomBytes(32).toString("base64url");
  const tickets = new Set<string>();
  // Cookies ignore ports: without it in the name two studios on one machine would log each other out.
  const name = `rea2seg_${port}`;
  return {
    token,
    setCookie: `${name}=${secret}; HttpOnly; SameSite=Strict; Path=/`,
    createTicket: () => {
      const ticket = randomBytes(32).toString("base64url");
      tickets.add(ticket);
      return ticket;
    },
    isToken: (candidate) => {
      const ticket = [...tickets].find((open) => sameSecret(candidate, open));
      if (ticket !== undefined) return tickets.delete(ticket);
      return sameSecret(candidate, token);
    },
    isCookie: (header) => {
      const values = (header ?? "")
        .split(";")
        .map((pair) => pair.trim())
        .filter((pair) => pair.startsWith(`${name}=`))
        .map((pair) => pair.slice(name.length + 1));
      return values.some((value) => sameSecret(value, secret));
    },
  };
}

/** Takes the same time wherever the two differ; hashing gives both the same length. */
function sameSecret(a: string, b: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
