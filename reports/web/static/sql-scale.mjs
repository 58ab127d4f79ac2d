// Places of values on a chart. Amounts are exact in the table; a chart draws to the pixel.

/**
 * Returns round numbers that span all values and 0.
 *
 * @returns {number[]} Ascending, in equal steps.
 */
export function ticksOf(values, most = 5) {
  const low = Math.min(0, ...values);
  const high = Math.max(0, ...values);
  const step = stepOf((high - low || 1) / most);
  const first = Math.floor(low / step);
  const last = Math.max(first + 1, Math.ceil(high / step));
  return Array.from({ length: last - first + 1 }, (_, index) => tidy((first + index) * step));
}

/** Returns 1, 2 or 5 times a power of ten, not below `least`. */
function stepOf(least) {
  const power = 10 ** Math.floor(Math.log10(least));
  const factor = [1, 2, 5, 10].find((one) => one * power >= least * (1 - 1e-9)) ?? 10;
  return factor * power;
}

/** Removes the error of a floating-point sum: 0.30000000000000004 → 0.3 */
function tidy(value) {
  return Number(value.toPrecision(12));
}

/** Returns a function from a value to its place between two ends. */
export function scaleOf([low, high], [from, to]) {
  const span = high - low || 1;
  return (value) => from + ((value - low) / span) * (to - from);
}

/** Formats a tick: 1,500 or 2.5M. */
export function tickText(value, language) {
  const isLarge = Math.abs(value) >= 1_000_000;
  const options = { maximumSignificantDigits: 6, ...(isLarge && { notation: 'compact' }) };
  return new Intl.NumberFormat(language, options).format(value);
}

/** Returns how many labels are left out between two, plus 1, so that none covers another. */
export function labelStep(labels, width) {
  const longest = Math.max(1, ...labels.map((label) => label.length));
  const fitting = Math.max(1, Math.floor(width / (longest * 7 + 14)));
  return Math.max(1, Math.ceil(labels.length / fitting));
}
