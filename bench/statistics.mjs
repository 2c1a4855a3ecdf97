// What rounds tell: a median, and how far it can be trusted.

/** How many times the rounds are drawn anew, and which part of what comes out is left off at each end. */
const DRAWS = 1000;
const TAIL = 0.025;

export function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/**
 * The median of what `ours` is to `theirs` in each round, and between what values it would be in 95 of 100
 * such runs: the rounds are drawn anew (bootstrap). Both did the same work one after the other in a round, so
 * what else the machine did falls out of their ratio.
 */
export function ratio(ours, theirs) {
  const ratios = ours.map((our, round) => our / theirs[round]).filter(Number.isFinite);
  const draw = numbers(ratios.length);
  const medians = Array.from({ length: DRAWS }, () => median(ratios.map(() => ratios[draw()]))).sort((a, b) => a - b);
  const at = (part) => medians[Math.round(part * (DRAWS - 1))];
  return { median: median(ratios), low: at(TAIL), high: at(1 - TAIL) };
}

/** Numbers below a limit, the same in each report of the same rounds (a linear congruential generator). */
function numbers(limit) {
  let state = 1;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}
