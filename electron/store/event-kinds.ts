import type { Pointed, Prompts, Relation, ReviewRules, SampleFilter, Verdict } from "#core/samples";

/** A SampleState as it rests: the mask stands for itself by its hash. */
export interface StoredState {
  readonly chosenCandidateId: string | null;
  readonly mask: string | null;
  /** Left out where it is as the dataset has it, as in every log before it could be painted. */
  readonly ignore?: string | undefined;
  readonly prompts: Prompts;
  /** Logs from before checks and reasons have neither; both are left out where there are none. */
  readonly verdict: Verdict | null;
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

/** What is left out is empty: a million samples are a million times these names. */
export interface ImportedSample extends StoredSample {
  readonly kind?: readonly string[];
  readonly split?: string;
  /** Hash of the mask of the pixels that count nowhere. */
  readonly ignore?: string;
  /** A mask of another model that is to be judged: it is chosen before any edit. */
  readonly proposal?: ImportedProposal;
  /** Hash of the document with everything else that the source said. */
  readonly details?: string;
}

export interface ImportedProposal {
  readonly model: string;
  readonly candidateId: string;
  readonly mask: string;
}

export interface ImportedCandidate {
  readonly sampleId: string;
  readonly candidateId: string;
  readonly mask: string;
}

/** How a place lay to the mask that it revealed. */
export type StoredRelation = Relation & {
  /** That mask's hash. */
  readonly mask: string;
};

/** What an event of each kind says. Kinds are added, never changed: old logs must replay for ever. */
export interface EventPayloads {
  "project.created": { readonly title: string };
  /** As the first version wrote it; `samples.imported` has taken its place. */
  "samples.added": { readonly images: readonly StoredImage[]; readonly samples: readonly StoredSample[] };
  /** Images that are new, or that were found again at another path. */
  "samples.imported": { readonly images: readonly StoredImage[]; readonly samples: readonly ImportedSample[] };
  /** Masks of another model; they take the place of those that it had on these samples. */
  "candidates.imported": { readonly model: string; readonly candidates: readonly ImportedCandidate[] };
  /** The first question of a sample that had none. */
  "question.written": { readonly sampleId: string; readonly question: string };
  /** Another wording of a question that is there; what was said of the one before it is stale. */
  "question.edited": { readonly sampleId: string; readonly question: string };
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
  /** A filter under a name; it takes the place of one that had the name. */
  "view.saved": { readonly name: string; readonly filter: SampleFilter };
  /** Where the new name is taken by then, as after a merge, the view that was renamed takes its place. */
  "view.renamed": { readonly from: string; readonly to: string };
  "view.deleted": { readonly name: string };
  /** How samples are judged from now on; what is left out stays as it is. */
  "rules.changed": { readonly rules: Partial<ReviewRules> };
  /** Where the expected target is, before any mask was seen. `subject` is over image and question alone. */
  "target.pointed": Pointed & {
    readonly sampleId: string;
    readonly relation: StoredRelation | null;
    readonly subject: string;
  };
  /** These people are to judge these samples, and nobody else; nobody in particular where there are none. */
  "samples.assigned": { readonly annotators: readonly string[]; readonly sampleIds: readonly string[] };
  /** As `edit.committed`, on a stack that is the author's alone: where several people judge a sample. */
  "reading.committed": EventPayloads["edit.committed"];
  /** Undo and redo on that stack. */
  "reading.moved": { readonly sampleId: string; readonly position: number };
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
