/** A source of numbers that a seed decides. */
export interface SeededRandom {
  /** Returns a number from 0 to less than 1. */
  share(): number;
  /** Returns a whole number from `least` to `most`. */
  whole(least: number, most: number): number;
  pick<T>(values: readonly T[]): T;
  /** Returns a number of a normal distribution with the mean 0 and the deviation 1. */
  normal(): number;
  /** Returns a count of a Poisson distribution. */
  count(mean: number): number;
}

/** Builds a source of numbers (mulberry32). */
export function seededRandom(seed: number): SeededRandom {
  let state = (seed * 2_654_435_761) >>> 0;
  const share = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const normal = () => Math.sqrt(-2 * Math.log(1 - share())) * Math.cos(2 * Math.PI * share());
  const count = (mean: number) => {
    if (mean > 200) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal()));
    let left = Math.exp(-mean) === 0 ? 0 : share();
    let chance = Math.exp(-mean);
    let found = 0;
    for (; left >= chance && found < 1000; found++) {
      left -= chance;
      chance *= mean / (found + 1);
    }
    return found;
  };
  return {
    share,
    normal,
    count,
    whole: (least, most) => least + Math.floor(share() * (most - least + 1)),
    pick: (values) => values[Math.floor(share() * values.length)]!,
  };
}
