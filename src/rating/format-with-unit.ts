import type { Unit } from '../metrics/unit.ts';
import { groupDigits } from '../money/format-decimal.ts';

/**
 * Writes a quantity with its unit: `1 user`, `1,200 users`.
 *
 * @param quantity Plain decimal text.
 */
export function formatWithUnit(quantity: string, { unit, one }: Unit): string {
  return `${groupDigits(quantity)} ${quantity === '1' ? one : unit}`.trim();
}

/**
 * Writes a quantity with its unit in Chinese: `1,200 人`.
 *
 * @param quantity Plain decimal text.
 */
export function formatInChinese(quantity: string, { zh }: Unit): string {
  return `${groupDigits(quantity)} ${zh}`.trim();
}

/** Writes `1 day` or `1,200 days`. */
export function countDays(count: number): string {
  return `${groupDigits(String(count))} ${count === 1 ? 'day' : 'days'}`;
}
