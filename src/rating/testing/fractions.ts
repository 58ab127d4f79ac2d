import type { Rounding } from '../../money/round-amount.ts';

/** An exact number of tests: shares nothing with `src/money`. */
export interface Fraction {
  above: bigint;
  /** More than 0; the two have no common divisor. */
  below: bigint;
}

/** Reads `1,234.50`, `-2` or `2/3`. */
export function fraction(text: string): Fraction {
  const [above = '', below] = text.replaceAll(',', '').split('/');
  if (below !== undefined) return reduce(BigInt(above), BigInt(below));
  const [whole = '', decimals = ''] = above.split('.');
  return reduce(BigInt(whole + decimals), 10n ** BigInt(decimals.length));
}

export function plus(a: Fraction, b: Fraction): Fraction {
  return reduce(a.above * b.below + b.above * a.below, a.below * b.below);
}

export function minus(a: Fraction, b: Fraction): Fraction {
  return plus(a, { above: -b.above, below: b.below });
}

export function times(a: Fraction, b: Fraction): Fraction {
  return reduce(a.above * b.above, a.below * b.below);
}

export function isEqual(a: Fraction, b: Fraction): boolean {
  return a.above * b.below === b.above * a.below;
}

/** Rounds a value of 0 or more, step by step counted. */
export function round(value: Fraction, { amounts, to }: Rounding): Fraction {
  const step = fraction(to);
  const steps = reduce(value.above * step.below, value.below * step.above);
  const whole = steps.above / steps.below;
  const rest = minus(steps, { above: whole, below: 1n });
  const half = rest.above * 2n - rest.below;
  const isUp = {
    half_up: half >= 0n,
    half_even: half > 0n || (half === 0n && whole % 2n === 1n),
    up: rest.above > 0n,
    down: false,
  }[amounts];
  return times({ above: whole + (isUp ? 1n : 0n), below: 1n }, step);
}

function reduce(above: bigint, below: bigint): Fraction {
  let [a, b] = [above < 0n ? -above : above, below];
  while (b !== 0n) [a, b] = [b, a % b];
  const divisor = a === 0n ? 1n : a;
  return { above: above / divisor, below: below / divisor };
}
