import type { SampleStatus } from "#core/samples";

/** How a status is drawn; what it is called is in the catalogue. */
interface StatusLook {
  /** Beside the colour, so that nobody depends on it. */
  readonly glyph: string;
  readonly colour: string;
}

export const statusLooks: Readonly<Record<SampleStatus, StatusLook>> = {
  "needs-question": { glyph: "?", colour: "var(--r2-question)" },
  todo: { glyph: "", colour: "var(--r2-line-strong)" },
  started: { glyph: "…", colour: "var(--r2-blue)" },
  accepted: { glyph: "✓", colour: "var(--r2-accent)" },
  fixed: { glyph: "✎", colour: "var(--r2-warn)" },
  rejected: { glyph: "✕", colour: "var(--r2-bad)" },
  skipped: { glyph: "↷", colour: "var(--r2-mute)" },
};

export const allStatuses = Object.keys(statusLooks) as readonly SampleStatus[];
