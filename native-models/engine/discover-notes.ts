import type { Candidate, DiscoveryTrace, Funnel, Region, Seed } from "#core/samples";
import type { DiscoverySettings } from "#native-models/packs";
import type { AttentionAnswer } from "#native-models/segmenter";

/** What the notes are about. */
export interface DiscoveryFacts extends Omit<DiscoveryTrace, "notes"> {
  readonly answer: AttentionAnswer;
  readonly regions: readonly (Region | null)[];
  readonly settings: DiscoverySettings;
  readonly seeds: readonly Seed[];
  readonly candidates: readonly Candidate[];
  readonly funnel: Funnel;
  readonly fellBack: boolean;
}

/** What a person should know of how the steps went, one sentence each; empty where all went as in the paper. */
export function notesOf(facts: DiscoveryFacts): string[] {
  return [...notesOnAttention(facts), ...notesOnSteps(facts), ...notesOnCandidates(facts)];
}

function notesOnAttention({ answer, regions, initial }: DiscoveryFacts): string[] {
  const notes: string[] = [];
  const { values } = answer.attention;
  const total = values.reduce((a, b) => a + b, 0);
  const outside = values.reduce((sum, value, token) => (regions[token] === null ? sum + value : sum), 0);
  const percent = total > 0 ? Math.round((outside / total) * 1000) / 10 : 0;
  if (percent > 0) notes.push(`${percent}% of the attention lies outside the image and counts nowhere.`);
  if (total - outside <= 0) notes.push("There is no attention inside the image.");
  if (initial.prompt === "most-attended-point") {
    notes.push("The source has no prompt token: the initial prediction answers one point where attention is highest.");
  }
  if (initial.area === 0) notes.push("The initial prediction is empty: Z is above 0 nowhere.");
  return notes;
}

function notesOnSteps({ without, graph, background, seeds, settings }: DiscoveryFacts): string[] {
  const notes: string[] = [];
  if (without.length > 0) {
    notes.push(`Left out by request: ${without.join(", ")}. The initial prediction is made all the same.`);
  }
  if (seeds.length === 0) notes.push("There is no seed point, hence no AMG and no semantic candidate.");
  if (graph?.fellBack && seeds.length > 0) {
    notes.push(`The seed graph has no 2-core (k = ${graph.k}): every seed became a foreground point.`);
  }
  if (background?.rule === "lowest-logit") {
    notes.push(`Z is nowhere below ${settings.tau}: the background point is the pixel with the lowest Z.`);
  }
  return notes;
}

function notesOnCandidates({ candidates, funnel, fellBack }: DiscoveryFacts): string[] {
  const notes: string[] = [];
  if (fellBack) {
    notes.push("No AMG proposal passed the filters: the best mask of each click was taken instead (best-per-click).");
  } else if (funnel.proposed > 0 && funnel.kept === 0) {
    notes.push(`None of ${funnel.proposed} AMG proposals became a candidate of its own.`);
  }
  if (candidates.length === 0) notes.push("No candidate was found.");
  return notes;
}
