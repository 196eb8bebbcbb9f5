import { type Connection, connectionOf } from "#renderer/link";
import type { SessionPorts } from "./ports.ts";

const PROBE_EVERY_MS = 3000;
const PROBE_PATIENCE_MS = 5000;

/**
 * Whether the studio's process answers. Once a change met no answer it asks cheaply every few seconds, so that the
 * screen can tell a process that is away from one that was started anew and does not know this page.
 */
export class Reconnect {
  readonly #ports: SessionPorts;
  readonly #onBack: () => void;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #isEnded = false;

  constructor(ports: SessionPorts, onBack: () => void) {
    this.#ports = ports;
    this.#onBack = onBack;
  }

  /** A call failed, or succeeded (null). */
  heard(thrown: unknown): void {
    const connection: Connection = thrown === null ? "answers" : connectionOf(thrown);
    const before = this.#ports.get().connection;
    if (connection !== before) this.#ports.set({ connection });
    this.#rest();
    if (connection !== "answers" && !this.#isEnded) {
      this.#timer = setTimeout(() => void this.#probe(), PROBE_EVERY_MS);
    } else if (before !== "answers") this.#onBack();
  }

  end(): void {
    this.#isEnded = true;
    this.#rest();
  }

  #rest(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  async #probe(): Promise<void> {
    try {
      await this.#ports.api.app.info.query(undefined, { signal: AbortSignal.timeout(PROBE_PATIENCE_MS) });
      this.heard(null);
    } catch (thrown) {
      this.heard(thrown);
    }
  }
}
