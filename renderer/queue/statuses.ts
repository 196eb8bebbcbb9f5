import type { SampleStatus } from "#core/samples";

interface StatusLook {
  readonly label: string;
  /** Beside the colour, so that nobody depends on it. */
  readonly glyph: string;
  readonly colour: string;
}

export const statusLooks: Readonly<Record<SampleStatus, StatusLook>> = {
  "needs-question": { label: "needs a question", glyph: "?", colour: "var(--r2-question)" },
  todo: { label: "to do", glyph: "", colour: "var(--r2-line-strong)" },
  started: { label: "started", glyph: "…", colour: "var(--r2-blue)" },
  accepted: { label: "accepted", glyph: "✓", colour: "var(--r2-accent)" },
  fixed: { label: "fixed", glyph: "✎", colour: "var(--r2-warn)" },
  rejected: { label: "rejected", glyph: "✕", colour: "var(--r2-bad)" },
  skipped: { label: "skipped", glyph: "↷", colour: "var(--r2-mute)" },
};

export const allStatuses = Object.keys(statusLooks) as readonly SampleStatus[];
