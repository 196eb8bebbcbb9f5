import { counted, number } from "./counts.ts";

const whole = (value: number): string => number(Math.round(value));

const rank = { title: "rank", explanation: "The candidate's rank among all of this run; 1 is best." };
const area = "The mask's area in pixels of the picture.";
const unbounded = "As SAM said it: the estimate has no bound and may lie a little above 1.";
const ownEstimate = `SAM's own estimate of the mask's IoU; no answer to the question. ${unbounded}`;
const stability = "SAM's stability score, 0 to 1: how little the mask changes with its threshold.";
const attention = "The attention from the prompt token to this image token; over all tokens it sums to 1.";
const left = (filter: string): string => `Masks that were left after this filter: ${filter}.`;

/** The numbers of an open step: what each column and figure is called, and what it means and whose it is. */
export const reports = {
  noTrace: "This run was made by a version that kept no trace of this step. Discover candidates anew.",
  notKept: "not kept",
  pixels: (value: number) => `${whole(value)} px`,
  columns: {
    place: { title: "#", explanation: "Place by falling attention." },
    token: { title: "token", explanation: "The image token's number, row by row from the top left, from 0." },
    row: { title: "row", explanation: "The token's row in the attention grid, from 0." },
    col: { title: "col", explanation: "The token's column in the attention grid, from 0." },
    attention: { title: "attention", explanation: attention },
    timesMean: { title: "× mean", explanation: "How many times the mean attention of all tokens this is." },
    meanLogit: {
      title: "mean logit",
      explanation: "The mean of the initial prediction's logits Z over the token's region; the rerank goes by it.",
    },
    rerank: { title: "rerank", explanation: "Whether the token is among those with the highest mean logit." },
    seedNumber: { title: "seed", explanation: "The seed's number, as it is written on the picture." },
    x: { title: "x", explanation: "Pixels from the picture's left edge." },
    y: { title: "y", explanation: "Pixels from the picture's top edge." },
    seedAttention: {
      title: "attention",
      explanation: `The attention of the token that it was sampled in. ${attention}`,
    },
    core: { title: "core", explanation: "Whether it is in the similarity graph's core (Semantic)." },
    rank,
    mask: { title: "mask", explanation: "Which of SAM's multi-masks it is, 1 to 3." },
    seed: { title: "seed", explanation: "The seed at which SAM was asked, as it is numbered on the picture." },
    predictedIou: { title: "pred. IoU", explanation: ownEstimate },
    stability: { title: "stability", explanation: stability },
    droppedStability: { title: "stability", explanation: `${stability} A dash: an earlier filter had dropped it.` },
    pixels: { title: "pixels", explanation: area },
    why: { title: "why", explanation: "What decided, with the run's own thresholds." },
    alike: (cosine: number) => ({
      title: "alike",
      explanation: `Seeds whose features are alike: cosine similarity above ${cosine}.`,
    }),
    coreNumber: { title: "core no.", explanation: "The largest k for which the seed is in the graph's k-core." },
    part: { title: "part", explanation: "Whether it is a foreground point: a seed of the main core." },
    maskInGroup: {
      title: "mask",
      explanation: "Its number among those that the evaluator saw together, in their order.",
    },
    rankInTheEnd: { title: "rank", explanation: "The candidate's rank in the end; 1 is best." },
    source: { title: "source", explanation: "The step that proposed the candidate." },
    score: (evaluator: string) => ({
      title: "score",
      explanation: `${evaluator}'s estimate of the mask's IoU with the answer.`,
    }),
    topRank: { title: "rank", explanation: "1 is best." },
    value: (isSam: boolean, evaluator: string) => ({
      title: isSam ? "pred. IoU" : "score",
      explanation: `By ${evaluator}.`,
    }),
    behind: { title: "behind", explanation: "How far it lies behind the first." },
  },
  tables: {
    mostAttended: (tokens: number) => `The ${tokens} most attended tokens`,
    rerank: "Most attended tokens, and what the rerank made of them",
    originals: "Original candidates: the other masks of the same answer",
    seeds: "Seeds in their order",
    kept: "Kept",
    dropped: (reason: string, masks: number) => `Dropped, ${reason}: ${whole(masks)}`,
    graph: "Seeds in the similarity graph",
    semantic: "Semantic candidates",
    original: "Original candidates",
    group: (group: number, groups: number, isFailed: boolean) =>
      `Group ${group} of ${groups}${isFailed ? ": failed" : ""}`,
    first: "The first of the ranking",
  },
  cells: {
    aggregate: "aggregate",
    layer: (layer: number) => `layer ${layer}`,
    kept: "kept",
    dropped: "dropped",
    promptTokens: "prompt tokens",
    onePoint: "one point",
    inCore: "yes",
    core: "core",
    outside: "outside",
    reasonsFirst: "first",
    reasonsNot: "none",
  },
  facts: {
    attentionSource: { label: "source", explanation: "Where the attention comes from." },
    grid: { label: "grid", explanation: "Rows and columns of image tokens." },
    shown: {
      label: "shown",
      explanation: "The mean over heads of one layer, or the mean over the layers that the pack names.",
    },
    largest: { label: "largest", explanation: "The largest value of the map that is drawn." },
    frame: {
      label: "frame",
      explanation: "The part of the image plane that the grid lies in, in pixels of the picture.",
    },
    lookedAt: { label: "looked at", explanation: "The most attended tokens (k)." },
    keptTokens: { label: "kept", explanation: "Those with the highest mean logit (k')." },
    droppedTokens: { label: "dropped", explanation: "Attention sinks among them." },
    prompt: {
      label: "prompt",
      explanation: "What SAM was asked with; a source without prompt tokens asks at the most attended point.",
    },
    mask: { label: "mask", explanation: "Which of SAM's four masks is the single one." },
    area: (percent: string) => ({ label: "area", explanation: `${percent}% of the picture's pixels.` }),
    predictedIou: { label: "pred. IoU", explanation: `SAM's own estimate of the mask's IoU. ${unbounded}` },
    stability: {
      label: "stability",
      explanation: "How little the mask changes with its threshold: SAM's stability score, 0 to 1.",
    },
    lowest: { label: "lowest Z", explanation: "Lowest mean logit of the map that is drawn." },
    highest: { label: "highest Z", explanation: "Highest mean logit of the map that is drawn." },
    seeds: { label: "seeds", explanation: "Points at which SAM was asked, one at a time." },
    seedTokens: { label: "tokens", explanation: "Tokens that have a seed; the more attended have more." },
    random: { label: "random", explanation: "The number that sampling started from." },
    proposed: { label: "proposed", explanation: "Masks that SAM proposed, three a seed." },
    kept: { label: "kept", explanation: "AMG candidates of this run." },
    /** `threshold` begins with a space, or is empty. */
    afterIou: (threshold: string) => ({
      label: `pred. IoU${threshold}`,
      explanation: left("SAM's predicted IoU above the threshold"),
    }),
    afterStability: (threshold: string) => ({
      label: `stability${threshold}`,
      explanation: left("the stability score at least the threshold"),
    }),
    afterNms: (threshold: string) => ({
      label: `NMS${threshold}`,
      explanation: left("no box overlaps a better mask's by more than this IoU"),
    }),
    cosine: { label: "cosine >", explanation: "Seeds above it are joined by an edge." },
    edges: { label: "edges", explanation: "Pairs of seeds that are alike." },
    coreK: { label: "core k", explanation: "Every seed of the core is alike at least so many of it." },
    inCore: { label: "in core", explanation: "Foreground points of the self-refinement." },
    background: (isMostAttended: boolean) => ({
      label: "background",
      explanation: `The negative point, in pixels: ${isMostAttended ? "the most attended place whose logit lies below tau" : "the lowest logit, as none lies below tau"}.`,
    }),
    itsLogit: { label: "its logit", explanation: "The initial prediction's logit at the background point." },
    itsAttention: { label: "its attention", explanation: "Attention of the token that it lies in." },
    evaluator: (usesTruth: boolean) => ({
      label: "evaluator",
      explanation: usesTruth ? "It uses ground truth: for analysis only." : "Who scored the masks.",
    }),
    groupsOf: { label: "groups of", explanation: "Masks that it saw at once, shuffled." },
    shuffledBy: { label: "shuffled by", explanation: "The number that the shuffle started from." },
    reasoning: { label: "reasoning", explanation: "Whether it reasons before it scores." },
    usage: (requests: number) => ({
      label: "tokens",
      explanation: `Sent and answered, as the endpoint counted them in ${counted(requests, "request")}.`,
    }),
    topSource: { label: "source", explanation: "The step that proposed the top candidate." },
    topValue: (evaluator: string) => `The top candidate's value by ${evaluator}.`,
    lead: { label: "lead", explanation: "How far the second lies behind it." },
    topArea: { label: "area", explanation: area },
  },
  notes: {
    noLayers: "This source gives no attention of single layers; the map is all there is.",
    noTokens: "No token is attended.",
    coarse: "The logits are kept as means over a coarse grid; the mask's edge is exact.",
    noCandidate: (mask: number, reason: string) => `Mask ${mask} is no candidate: ${reason}.`,
    askedAnew: "A run keeps a dropped mask's figures, not its pixels: rest on a row, and SAM is asked for it anew.",
    fellBack: "No part of the graph is dense (k below 2), so all seeds were taken.",
    noCandidateOf: (source: string, mask: number, reason: string) =>
      `The ${source} mask ${mask} is no candidate: ${reason}.`,
    groupFailed: (group: number, error: string) => `Group ${group} failed, none of its masks has a score: ${error}`,
    nonePassed: "No candidate passed the filters of this run.",
    bySam: "Ranked by SAM's own estimate: how good a mask is, not whether it answers the question.",
  },
};
