import type { Decision, Prompts } from "#core/samples";

/** A SampleState as it rests: the mask stands for itself by its hash. */
export interface StoredState {
  readonly chosenCandidateId: string | null;
  readonly mask: string | null;
  readonly prompts: Prompts;
  readonly verdict: { readonly decision: Decision; readonly comment: string } | null;
}

export interface StoredImage {
  readonly id: string;
  /** Absolute, as it was when the image was added. */
  readonly path: string;
  /** From the project's folder, with forward slashes, where the file lies inside it. Then this one counts. */
  readonly relative: string | null;
  readonly stored: "referenced" | "copied";
  readonly width: number;
  readonly height: number;
  readonly bytes: number;
  readonly format: string;
  readonly mtimeMs: number;
}

export interface StoredSample {
  readonly id: string;
  readonly imageId: string;
  readonly question: string;
  readonly category: string;
  readonly groundTruth: string | null;
}

/** What an event of each kind says. Kinds are added, never changed: old logs must replay for ever. */
export interface EventPayloads {
  "project.created": { readonly title: string };
  /** Images that are new, or that were found again at another path. */
  "samples.added": { readonly images: readonly StoredImage[]; readonly samples: readonly StoredSample[] };
  "edit.committed": {
    readonly sampleId: string;
    readonly action: string;
    /** Whose candidates were on the screen. */
    readonly runId: string | null;
    readonly state: StoredState;
    /** SHA-256 over image, question and mask: what exactly was judged (see `subjectHash`). */
    readonly subject: string;
  };
  /** `position` is where the sample's stack stands afterwards; 0 is the state before any edit. */
  "edit.undone": { readonly sampleId: string; readonly position: number };
  "edit.redone": { readonly sampleId: string; readonly position: number };
  /** `result` is the hash of the result's document. */
  "run.recorded": { readonly sampleId: string; readonly runId: string; readonly result: string };
}
export type EventKind = keyof EventPayloads;

export interface EventOf<K extends EventKind> {
  readonly author: string;
  readonly at: string;
  readonly kind: K;
  readonly payload: EventPayloads[K];
}
export type StoreEvent = { [K in EventKind]: EventOf<K> }[EventKind];
