import { expect, vi } from "vitest";
import { type Preferences, ReviewSession, type SessionHost } from "#renderer/session";
import { FakeApi, plainPreferences } from "./fake-client.ts";

export const project = { projectId: "p", dir: "/projects/p", title: "P" };

export interface SetUp extends Partial<Preferences> {
  readonly samples?: number;
  readonly fake?: FakeApi;
}

export function setUp(options: SetUp = {}) {
  const { samples = 3, fake: given, ...preferences } = options;
  const fake = given ?? new FakeApi(samples);
  const notices: string[] = [];
  /** What the notices say can be done about it. */
  const cures: string[] = [];
  const statuses: string[] = [];
  const host: SessionHost = {
    notify: (kind, { message, cure }) => {
      notices.push(`${kind}: ${message}`);
      cures.push(cure);
    },
    keyOfPrevious: () => "A",
    preferences: () => ({ ...plainPreferences, ...preferences }),
    onStatus: (sampleId, status) => statuses.push(`${sampleId} ${status}`),
  };
  const session = new ReviewSession(fake.client(), project, host);
  const state = () => session.store.getState();
  const sample = () => {
    const open = state().sample;
    if (!open) throw new Error("No sample is open.");
    return open;
  };
  const saved = () => vi.waitFor(() => expect(state().save.kind).toBe("saved"));
  return { fake, session, notices, cures, statuses, state, sample, saved };
}
