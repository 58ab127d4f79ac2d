import { Exact, plainText } from '../../src/money/decimal.ts';
import { formatDecimal } from '../../src/money/format-decimal.ts';

/** Positions of bars of equal width, in order. */
export interface BandScale {
  /** Returns the left edge of a bar, by its index from 0. */
  position: (index: number) => number;
  bandwidth: number;
}

/**
 * Divides a range into bars. `padding` is the share of a bar's room that stays free, half a gap at both
 * ends. The order of the operations decides the bytes of issued documents.
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

/** Returns a function from a value to its position; `low` is less than `high`. */
export function linearScale(
  [low, high]: readonly [number, number],
  [start, stop]: readonly [number, number],
): (value: number) => number {
  return (value) => {
    const share = (value - low) / (high - low);
    return start * (1 - share) + stop * share;
  };
}

/** A value axis that holds 0, with a label at each round step. */
export interface ValueAxis {
  /** 0 or the round step at or below the lowest value. */
  bottom: number;
  /** Round step at or above the highest value; more than `bottom`. */
  top: number;
  /** Ascending. */
  ticks: { value: number; label: string }[];
}

/**
 * Builds an axis whose larger half has at most five steps of 1, 2 or 5 times a power of ten.
 *
 * @param wholeNumbers True if a step may not be less than 1.
 */
export function valueAxis(values: readonly number[], wholeNumbers: boolean): ValueAxis {
  const highest = Math.max(0, ...values);
  const lowest = Math.max(0, ...values.map((value) => -value));
  const ticks = ticksUpTo(Math.max(highest, lowest), wholeNumbers);
  if (lowest === 0) return { bottom: 0, top: ticks.at(-1)!.value || 1, ticks };
  const reaching = (end: number) =>
    ticks.filter((_, index) => index === 0 || ticks[index - 1]!.value < end);
  const below = reaching(lowest)
    .slice(1)
    .map(({ value, label }) => ({ value: -value, label: `−${label}` }));
  const all = [...below.toReversed(), ...reaching(highest)];
  return { bottom: all[0]!.value, top: all.at(-1)!.value, ticks: all };
}

function ticksUpTo(highest: number, wholeNumbers: boolean): ValueAxis['ticks'] {
  if (highest === 0) return [{ value: 0, label: '0' }];
  const { digit, exponent } = roundStep(highest / 5, wholeNumbers);
  const step = Number(`${digit}e${exponent}`);
  const steps = Math.ceil(highest / step);
  return Array.from({ length: steps + 1 }, (_, index) => {
    const text = plainText(new Exact(`${index * digit}e${exponent}`));
    return { value: Number(text), label: formatDecimal(text) };
  });
}

function roundStep(least: number, wholeNumbers: boolean): { digit: number; exponent: number } {
  if (wholeNumbers && least < 1) return { digit: 1, exponent: 0 };
  const [mantissa, power] = least.toExponential().split('e').map(Number) as [number, number];
  const digit = [1, 2, 5].find((candidate) => candidate >= mantissa);
  return digit === undefined ? { digit: 1, exponent: power + 1 } : { digit, exponent: power };
}
