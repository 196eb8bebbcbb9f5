import type { Casualty, Seed } from "#core/samples";
import type { DiscoverySettings } from "#native-models/packs";
import { casualtyOf, type Proposal, proposalName, type Sieved } from "./amg.ts";
import { nonMaximumSuppression } from "./nms.ts";

type SelectSettings = Pick<DiscoverySettings, "nmsIou" | "amgOrder" | "amgBudget">;

export interface Selection extends Sieved {
  readonly afterNms: number;
}

/**
 * From the proposals that passed the filters to the AMG candidates: box NMS by predicted IoU; masks that are equal,
 * pixel for pixel, to one of `taken` (counts of its RLE -> candidate's id) or to one that comes before leave; then the
 * budget (paper 4.2: "mask budget control by keeping only the top-N", N = 9).
 *
 * The top of what? `predicted-iou` is the reference filter's order. `attention` puts the masks of the most attended
 * seeds first ("masks from high-attention regions are more likely to appear at the top of the proposal list"), of equal
 * attention those with the higher predicted IoU.
 */
export function selectProposals(
  proposals: readonly Proposal[],
  seeds: readonly Seed[],
  settings: SelectSettings,
  taken: ReadonlyMap<string, string> = new Map(),
): Selection {
  const boxes = proposals.map((proposal) => proposal.bbox);
  const scores = proposals.map((proposal) => proposal.predictedIou);
  const nms = nonMaximumSuppression(boxes, scores, settings.nmsIou);
  const at = (index: number) => proposals[index] as Proposal;
  const lost = nms.suppressed.map(({ index, by }) => casualtyOf(at(index), "nms", proposalName(at(by))));
  const distinct = withoutDuplicates(nms.kept.map(at), taken);
  const attention = ({ seed }: Proposal) => seeds[seed]?.attention ?? 0;
  const ordered =
    settings.amgOrder === "attention" ? [...distinct.kept].sort((a, b) => attention(b) - attention(a)) : distinct.kept;
  const beyond = ordered.slice(settings.amgBudget).map((proposal) => casualtyOf(proposal, "budget"));
  return {
    afterNms: nms.kept.length,
    kept: ordered.slice(0, settings.amgBudget),
    casualties: [...lost, ...distinct.casualties, ...beyond],
  };
}

function withoutDuplicates(proposals: readonly Proposal[], taken: ReadonlyMap<string, string>): Sieved {
  const owners = new Map(taken);
  const kept: Proposal[] = [];
  const casualties: Casualty[] = [];
  for (const proposal of proposals) {
    const owner = owners.get(proposal.rle.counts);
    if (owner !== undefined) {
      casualties.push(casualtyOf(proposal, "duplicate", owner));
      continue;
    }
    owners.set(proposal.rle.counts, proposalName(proposal));
    kept.push(proposal);
  }
  return { kept, casualties };
}
