/** Positions of bars of equal width, in order. */
export interface BandScale {
  /** Left edge of a bar, by its index from 0. */
  position: (index: number) => number;
  bandwidth: number;
}

/**
 * Deals a range out to bars; `padding` is the share of a bar's room that is left free, half a gap at both
 * ends. The order of the operations is part of the bytes of issued documents.
 */
export function bandScale(
  bars: number,
  [start, stop]: readonly [number, number],
  padding: number,
): BandScale {
  const step = (stop - start) / Math.max(1, bars - padding + padding * 2);
  const first = start + (stop - start - step * (bars - padding)) * 0.5;
  return { position: (index) => first + step * index, bandwidth: step * (1 - padding) };
}

/** Gives the position of a value; `low` is less than `high`. */
export function linearScale(
  [low, high]: readonly [number, number],
  [start, stop]: readonly [number, number],
): (value: number) => number {
  return (value) => {
    const share = (value - low) / (high - low);
    return start * (1 - share) + stop * share;
  };
}
