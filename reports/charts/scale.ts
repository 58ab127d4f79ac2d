import { formatDecimal, fromScaled } from '../decimal-text.ts';

/** A value axis from 0: where its ticks are, and what is written there. */
export interface ValueAxis {
  /** Upper end, at or above the highest value; more than 0. */
  top: number;
  ticks: { value: number; label: string }[];
}

/**
 * Value axis from 0 to the next round step at or above `highest`, in at most five steps of
 * 1, 2 or 5 times a power of ten.
 *
 * @param highest 0 or more; 0 gives an axis with the one tick 0.
 * @param wholeNumbers Whether a step may not be less than 1.
 */
export function valueAxis(highest: number, wholeNumbers: boolean): ValueAxis {
  if (highest === 0) return { top: 1, ticks: [{ value: 0, label: '0' }] };
  const { digit, exponent } = roundStep(highest / 5, wholeNumbers);
  const step = Number(`${digit}e${exponent}`);
  const steps = Math.ceil(highest / step);
  const ticks = Array.from({ length: steps + 1 }, (_, index) => {
    const text = scaledText(BigInt(index * digit), exponent);
    return { value: Number(text), label: formatDecimal(text) };
  });
  return { top: ticks.at(-1)?.value ?? 1, ticks };
}

function roundStep(least: number, wholeNumbers: boolean): { digit: number; exponent: number } {
  if (wholeNumbers && least < 1) return { digit: 1, exponent: 0 };
  const [mantissa, power] = least.toExponential().split('e').map(Number) as [number, number];
  const digit = [1, 2, 5].find((candidate) => candidate >= mantissa);
  return digit === undefined ? { digit: 1, exponent: power + 1 } : { digit, exponent: power };
}

function scaledText(units: bigint, exponent: number): string {
  if (units === 0n) return '0';
  return exponent < 0
    ? fromScaled(units, -exponent).replace(/\.?0+$/, '')
    : fromScaled(units * 10n ** BigInt(exponent), 0);
}
