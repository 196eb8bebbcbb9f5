import type { Candidate, SampleDetail } from "#core/samples";

/**
 * A sample that was read anew, with what is still the same in it as the very things that are on the screen: masks and
 * thumbnails are drawn again for other things, not for equal ones.
 */
export function renewed(before: SampleDetail, now: SampleDetail): SampleDetail {
  if (before.id !== now.id) return now;
  const isSameRun = before.run?.id === now.run?.id;
  const isSameMask = before.state.mask?.counts === now.state.mask?.counts;
  return {
    ...now,
    image: JSON.stringify(before.image) === JSON.stringify(now.image) ? before.image : now.image,
    groundTruth: before.groundTruth?.counts === now.groundTruth?.counts ? before.groundTruth : now.groundTruth,
    ignore: before.ignore?.counts === now.ignore?.counts ? before.ignore : now.ignore,
    run: isSameRun ? before.run : now.run,
    candidates: isSameRun && areSame(before.candidates, now.candidates) ? before.candidates : now.candidates,
    state: isSameMask ? { ...now.state, mask: before.state.mask } : now.state,
  };
}

const areSame = (before: readonly Candidate[], now: readonly Candidate[]): boolean =>
  before.length === now.length &&
  before.every((one, index) => {
    const other = now[index];
    return (
      one.id === other?.id &&
      one.rle.counts === other.rle.counts &&
      one.rank === other.rank &&
      one.score === other.score
    );
  });
